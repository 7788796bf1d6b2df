// Whatever JSON is read and written again means the same, in every way to read and write it, and
// can be written as YAML unless Go refuses it, too.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.h"
#include "core/json/parse.h"
#include "core/json/write.h"
#include "core/yaml/emit.h"

namespace drydock {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

/// Reads what was written, and writes it again.
std::string reread(const std::string& json, JsonNumbers numbers) {
  Arena arena;
  JsonParseOptions options;
  options.numbers = numbers;
  JsonResult result = parse_json(json, arena, options);
  require(result.ok());
  return to_json(result.value);
}

/// What `json` is when it has been read and written often enough: the same at once, but for the
/// float -0 among exact numbers. It is written "-0", which is the integer 0 to the next reader.
std::string settle(const std::string& json, JsonNumbers numbers) {
  std::string again = reread(json, numbers);
  require(again == json || (numbers == JsonNumbers::Exact && json.find("-0") != std::string::npos));
  return again;
}

/// Go takes a line separator at the end of a block text for the end of the line.
bool ends_a_line(std::string_view yaml) {
  return yaml.ends_with('\n') || yaml.ends_with("\u2028") || yaml.ends_with("\u2029");
}

void check_yaml(const Value& value) {
  YamlEmitOptions bounded;
  bounded.max_bytes = 1 << 20;
  try {
    require(ends_a_line(to_yaml_pretty(value, bounded)));
    require(ends_a_line(to_yaml(value, bounded)));
  } catch (const Error&) {
  }
}

void check(std::string_view text, JsonNumbers numbers) {
  Arena arena;
  JsonParseOptions options;
  options.numbers = numbers;
  JsonResult result = parse_json(text, arena, options);
  options.borrow_text = true;
  options.first_value_only = true;
  JsonResult first = parse_json(text, arena, options);
  if (!result.ok()) {
    // Well-formed text with a number too large for a float64 has a value all the same.
    require((result.well_formed || result.value.is_nil()) && result.error->offset <= text.size());
    return;
  }
  require(first.ok() && first.end <= text.size());
  std::string json = to_json(result.value);
  require(to_json(first.value) == json);
  std::string settled = settle(json, numbers);
  require(reread(settled, numbers) == settled);
  require(reread(to_indented_json(result.value, " ", "\t"), numbers) == settled);
  JsonWriteOptions raw;
  raw.escape_html = false;
  require(reread(to_json(result.value, raw), numbers) == settled);

  check_yaml(result.value);
}

}  // namespace
}  // namespace drydock

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  using drydock::JsonNumbers;
  for (JsonNumbers numbers : {JsonNumbers::Float, JsonNumbers::Exact, JsonNumbers::Literal}) {
    drydock::check(text, numbers);
  }
  return 0;
}
