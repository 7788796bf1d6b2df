// Any bytes as a template, and what follows a zero byte as its values: parsing and running end with
// a text or with a placed error, within the limits, and twice with the same. The source map goes up
// and stays within the text.

#include <cstdlib>

#include "core/error.h"
#include "core/yaml/decode.h"
#include "render/template/dump.h"
#include "render/template/eval.h"

namespace drydock::render {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

constexpr std::string_view kHelpers =
    "{{ define \"h\" }}h: {{ .Values.a }}{{ end }}{{ define \"r\" }}{{ include \"h\" . }}{{ end }}";

Limits small_limits() {
  Limits limits;
  limits.memory = size_t{64} << 20;
  limits.output = size_t{1} << 20;
  limits.steps = 300'000;
  limits.stack = size_t{1} << 20;
  return limits;
}

Value make_data(const SourceFile& values, ValueOrigins& origins, Arena& arena) {
  YamlDecodeOptions options;
  options.origins = &origins;
  Value decoded = decode_yaml_file(values, arena, options).value;
  ValueMap* data = arena.make<ValueMap>(arena);
  data->set("Values", decoded.is_map() ? decoded.with_type(GoType::ChartutilValues)
                                       : Value::of_map(arena.make<ValueMap>(arena)));
  ValueMap* files = arena.make<ValueMap>(arena);
  files->set("a.txt", Value::of_bytes("one\ntwo\n"));
  data->set("Files", Value::of_map(files, GoType::Files));
  return Value::of_map(data, GoType::ChartutilValues);
}

void check_map(const Evaluator::Output& output, const ValueOrigins& origins) {
  uint32_t last = 0;
  for (size_t i = 0; i < output.map.size(); ++i) {
    const SourceMap::Entry& entry = output.map[i];
    require(entry.offset >= last && entry.offset <= output.text.size());
    last = entry.offset;
    SourceMap::Place place = output.map.find(entry.offset, &origins);
    require(place.file && place.at.line >= 1 && place.at.column >= 0);
  }
}

std::string check_error(const Error& error, int helm_version) {
  require(!error.diagnostic().rule.empty() && !error.diagnostic().message.empty());
  require(error.diagnostic().where.file);
  return helm_error_text(error, helm_version);
}

std::string run(const SourceFile& file, const SourceFile& values, int helm_version) {
  Limits limits = small_limits();
  Arena arena(limits.memory);
  ParseCache cache;
  TemplateSet set(cache, helm_version);
  SourceFile helpers{"_h", std::string(kHelpers)};
  SeededRandom random("fuzz");
  Environment environment;
  environment.helm_version = helm_version;
  environment.random = &random;
  try {
    set.add("_h", &helpers, helpers.text);
    const TemplateFile& parsed = set.add(file.path, &file, file.text, limits.stack / 2);
    dump(*parsed.parsed);
    ValueOrigins origins;
    environment.origins = &origins;
    Value data = make_data(values, origins, arena);
    Evaluator evaluator(set, arena, environment, limits);
    Evaluator::Output output = evaluator.render(file.path, data);
    check_map(output, origins);
    return output.text;
  } catch (const Error& error) {
    return check_error(error, helm_version);
  }
}

}  // namespace
}  // namespace drydock::render

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  size_t zero = text.find('\0');
  drydock::SourceFile file{"t", std::string(text.substr(0, zero))};
  drydock::SourceFile values{"values.yaml", ""};
  if (zero != std::string_view::npos) values.text = text.substr(zero + 1);
  int helm_version = size % 2 == 0 ? 3 : 4;
  std::string first = drydock::render::run(file, values, helm_version);
  if (first != drydock::render::run(file, values, helm_version)) std::abort();
  return 0;
}
