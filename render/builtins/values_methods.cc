#include "core/yaml/emit.h"
#include "render/builtins/methods.h"
#include "render/template/go_format.h"

// Methods of Helm's type for values. They hide keys of their names in `.Values` and in the data
// that a file starts with.

namespace drydock::render {
namespace {

bool is_table(Value value) {
  return value.is_map() &&
         (value.go_type() == GoType::Default || value.go_type() == GoType::ChartutilValues ||
          value.go_type() == GoType::CommonValues);
}

/// Goes down a path of keys with points between them. Null, and the key in `missing`, where there
/// is no map.
const ValueMap* find_table(const ValueMap& root, std::string_view path, std::string_view& missing) {
  const ValueMap* table = &root;
  for (;;) {
    size_t point = path.find('.');
    missing = path.substr(0, point);
    const Value* value = table->find(missing);
    if (!value || !is_table(*value)) return nullptr;
    table = &value->as_map();
    if (point == std::string_view::npos) return table;
    path.remove_prefix(point + 1);
  }
}

Value yaml(const CallArgs& args) {
  try {
    return args.string(to_yaml(args[0]));
  } catch (const Error& error) {
    if (error.diagnostic().rule.ends_with("-limit")) throw;
    args.fail(error.diagnostic().message);
  }
}

Value table(const CallArgs& args) {
  std::string_view missing;
  const ValueMap* found = find_table(args.map(0), args.text(1), missing);
  if (!found) args.fail(go_quote(missing) + " is not a table");
  return Value::of_map(const_cast<ValueMap*>(found), args[0].go_type());
}

Value as_map(const CallArgs& args) {
  if (args.map(0).size() == 0) return Value::of_map(args.new_map());
  return args[0].with_type(GoType::Default);
}

Value path_value(const CallArgs& args) {
  std::string_view path = args.text(1);
  if (path.empty()) args.fail("YAML path cannot be empty");
  size_t point = path.rfind('.');
  std::string_view key = point == std::string_view::npos ? path : path.substr(point + 1);
  const ValueMap* holder = &args.map(0);
  std::string_view missing;
  if (point != std::string_view::npos) holder = find_table(*holder, path.substr(0, point), missing);
  const Value* value = holder ? holder->find(key) : nullptr;
  if (!value || is_table(*value)) args.fail(go_quote(key) + " is not a value");
  return *value;
}

/// It takes a writer, which templates do not have: all they can give is nil.
Value encode(const CallArgs& args) {
  args.fail("runtime error: invalid memory address or nil pointer dereference");
}

using enum Type;

// clang-format off
constexpr Builtin kValuesMethods[] = {
    {"AsMap",     takes(),       Map,    as_map,     "the values as a plain map"},
    {"Encode",    takes(Writer), Any,    encode,     "WRITER: of no use in templates"},
    {"PathValue", takes(String), Any,    path_value, "PATH: the value, not a map, under keys with points between them"},
    {"Table",     takes(String), Values, table,      "PATH: the map under keys with points between them"},
    {"YAML",      takes(),       String, yaml,       "the values as YAML"},
};
// clang-format on

}  // namespace

std::span<const Builtin> values_methods() { return kValuesMethods; }

}  // namespace drydock::render
