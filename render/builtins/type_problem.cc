#include "render/builtins/type_problem.h"

namespace drydock::render {
namespace {

std::string_view json_kind(Value value) {
  switch (value.kind()) {
    case Value::Kind::Bool:
      return "bool";
    case Value::Kind::String:
      return "string";
    case Value::Kind::List:
      return "array";
    case Value::Kind::Map:
      return "object";
    default:
      return "number";
  }
}

}  // namespace

std::string json_type_problem(Value value, std::string_view go_type) {
  return fmt::format("json: cannot unmarshal {} into Go value of type {}", json_kind(value),
                     go_type);
}

Value error_map(const CallArgs& args, std::string_view text) {
  ValueMap* map = args.new_map();
  map->set("Error", args.string(text));
  return Value::of_map(map);
}

Value error_list(const CallArgs& args, std::string_view text) {
  Value items[] = {args.string(text)};
  return args.new_list(items);
}

}  // namespace drydock::render
