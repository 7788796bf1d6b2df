#include "core/source.h"
#include "core/yaml/decode.h"
#include "core/yaml/emit.h"
#include "render/builtins/families.h"
#include "render/builtins/kept_value.h"
#include "render/builtins/type_problem.h"

namespace drydock::render {
namespace {

struct YamlText {
  std::string text;
  std::string problem;  // Go's error text; empty if all is well
};

/// Without the last line feed. Only what the value cannot be is a problem here; limits end the
/// render.
template <class Write>
YamlText try_write(Write write) {
  try {
    std::string text = write();
    if (text.ends_with('\n')) text.pop_back();
    return {std::move(text), ""};
  } catch (Error& error) {
    std::string_view rule = error.diagnostic().rule;
    if (rule != "yaml-value" && rule != "json-value") throw;
    return {"", error.diagnostic().message};
  }
}

YamlEmitOptions within_limits(const CallArgs& args) {
  return {.max_bytes = args.context().limits().output};
}

YamlText write_plain(const CallArgs& args) {
  return try_write([&] { return to_yaml(args[0], within_limits(args)); });
}

Value to_yaml_quietly(const CallArgs& args) { return args.string(write_plain(args).text); }

Value to_yaml_strictly(const CallArgs& args) {
  YamlText yaml = write_plain(args);
  if (!yaml.problem.empty()) args.fail(yaml.problem);
  return args.string(yaml.text);
}

// All that this writer refuses makes the original panic.
Value to_pretty(const CallArgs& args) {
  YamlText yaml = try_write([&] { return to_yaml_pretty(args[0], within_limits(args)); });
  if (!yaml.problem.empty()) args.fail(yaml.problem);
  return args.string(yaml.text);
}

struct YamlValue {
  Value value;
  std::string problem;  // Helm's error text; empty if all is well
};

YamlValue read(const CallArgs& args) {
  SourceFile text{"", std::string(args.text(0))};
  YamlDecoded yaml = decode_yaml_file(text, args.arena());
  if (yaml.go_error.empty()) return {kept_value(yaml.value, args.arena()), ""};
  return {{}, "error converting YAML to JSON: " + yaml.go_error};
}

std::string type_problem(Value value, std::string_view go_type) {
  return "error unmarshaling JSON: while decoding JSON: " + json_type_problem(value, go_type);
}

// An empty document leaves the map, or the list, as it was: empty, not nil.

Value from_yaml(const CallArgs& args) {
  YamlValue yaml = read(args);
  if (!yaml.problem.empty()) return error_map(args, yaml.problem);
  if (yaml.value.is_nil()) return Value::of_map(args.new_map());
  if (yaml.value.is_map()) return yaml.value;
  return error_map(args, type_problem(yaml.value, "map[string]interface {}"));
}

Value from_yaml_array(const CallArgs& args) {
  YamlValue yaml = read(args);
  if (!yaml.problem.empty()) return error_list(args, yaml.problem);
  if (yaml.value.is_nil()) return args.new_list({});
  if (yaml.value.is_list()) return yaml.value;
  return error_list(args, type_problem(yaml.value, "[]interface {}"));
}

using enum Type;

// clang-format off
constexpr Builtin kYamlBuiltins[] = {
    {"toYaml",        takes(Any), String, to_yaml_quietly, "VALUE: VALUE in YAML, or an empty text if it has none"},
    {"mustToYaml",    takes(Any), String, to_yaml_strictly, "VALUE: VALUE in YAML", 4},
    {"toYamlPretty",  takes(Any), String, to_pretty, "VALUE: VALUE in YAML with indented lists and without line folding"},
    {"fromYaml",      takes(String), Map, from_yaml, "YAML: the map that YAML is, or one with the error under Error"},
    {"fromYamlArray", takes(String), List, from_yaml_array, "YAML: the list that YAML is, or one with the error text"},
};
// clang-format on

}  // namespace

Value kept_value(Value value, Arena& arena) {
  if (value.is_string()) return Value::of_string(arena.copy(value.as_string()));
  if (value.is_list()) {
    std::span<const Value> items = value.list_to_capacity();
    Value* copies = arena.array<Value>(items.size());
    for (size_t i = 0; i < items.size(); ++i) copies[i] = kept_value(items[i], arena);
    size_t size = value.as_list().size();
    return Value::of_list({copies, size}, value.go_type(), items.size() - size);
  }
  if (!value.is_map()) return value;
  ValueMap* copies = arena.make<ValueMap>(arena);
  for (const ValueMap::Entry& entry : value.as_map().entries()) {
    copies->set(arena.copy(entry.key), kept_value(entry.value, arena));
  }
  return Value::of_map(copies);
}

std::span<const Builtin> yaml_builtins() { return kYamlBuiltins; }

}  // namespace drydock::render
