// Input: a schema, a line break, a value. Whatever the schema asks for, evaluation ends, with the
// same answer whether or not errors are collected; every text can be asked for as a pattern and a
// format.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.h"
#include "core/json/parse.h"
#include "schemas/ecma_pattern.h"
#include "schemas/formats.h"
#include "schemas/json_schema.h"

namespace drydock::schemas {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

JsonValue read(std::string_view text, Arena& arena) {
  JsonParseOptions options;
  options.numbers = JsonNumbers::Literal;
  options.max_depth = kMaxJsonDepth;
  return json_from_value(parse_json(text, arena, options).value, arena);
}

void judge(std::string_view schema_text, std::string_view value_text, Draft draft) {
  Arena arena;
  SchemaOptions options;
  options.draft = draft;
  options.assert_formats = true;
  options.assert_content = true;
  options.max_steps = 20'000;
  options.base_uri = "http://localhost/root";
  try {
    JsonValue schema_value = read(schema_text, arena);
    JsonValue value = read(value_text, arena);
    JsonSchema schema(schema_value, options);
    require(schema.is_valid(value) == schema.check(value).empty());
    // A schema is a value, too.
    schema.check(schema_value);
    require(json_equal(value, read(value_text, arena)));
  } catch (const Error&) {
  }
}

void ask_formats(std::string_view text) {
  for (const char* name :
       {"date-time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6",
        "uri", "iri-reference", "uri-template", "relative-json-pointer"})
    find_format(name, Draft::Draft2020)->accepts(text);
  EcmaTranslation translation = translate_ecma_pattern(text, EcmaStrictness::Lenient);
  require(translation.problem.empty() == !translation.alternatives.empty());
}

}  // namespace
}  // namespace drydock::schemas

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using drydock::schemas::Draft;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  size_t line = std::min(text.find('\n'), text.size());
  std::string_view value = line < text.size() ? text.substr(line + 1) : "null";
  for (Draft draft : {Draft::Draft4, Draft::Draft7, Draft::Draft2019, Draft::Draft2020})
    drydock::schemas::judge(text.substr(0, line), value, draft);
  drydock::schemas::ask_formats(value);
  return 0;
}
