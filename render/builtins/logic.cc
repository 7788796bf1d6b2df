#include <algorithm>

#include "render/builtins/deep_equal.h"
#include "render/builtins/families.h"

namespace drydock::render {
namespace {

Value or_default(const CallArgs& args) {
  return args.size() < 2 || is_empty(args[1]) ? args[0] : args[1];
}

Value empty(const CallArgs& args) { return Value::of_bool(is_empty(args[0])); }

Value coalesce(const CallArgs& args) {
  for (Value value : args.all()) {
    if (!is_empty(value)) return value;
  }
  return {};
}

Value all(const CallArgs& args) {
  return Value::of_bool(std::none_of(args.all().begin(), args.all().end(), is_empty));
}

Value any(const CallArgs& args) {
  return Value::of_bool(!std::all_of(args.all().begin(), args.all().end(), is_empty));
}

Value ternary(const CallArgs& args) { return args.flag(2) ? args[0] : args[1]; }

Value deep_equals(const CallArgs& args) {
  return Value::of_bool(deep_equal(args[0], args[1], args.context()));
}

Value type_of(const CallArgs& args) { return args.string(go_type_name(args[0])); }
Value kind_of(const CallArgs& args) { return args.string(go_kind_name(args[0])); }

Value type_is(const CallArgs& args) {
  return Value::of_bool(args.text(0) == go_type_name(args[1]));
}

Value type_is_like(const CallArgs& args) {
  std::string_view type = go_type_name(args[1]);
  if (type.starts_with('*') && args.text(0) == type.substr(1)) return Value::of_bool(true);
  return Value::of_bool(args.text(0) == type);
}

Value kind_is(const CallArgs& args) {
  return Value::of_bool(args.text(0) == go_kind_name(args[1]));
}

using enum Type;

// clang-format off
constexpr Builtin kLogicBuiltins[] = {
    {"default",    takes_many(Any, Any), Any, or_default, "DEFAULT VALUE: VALUE, or DEFAULT if it is empty"},
    {"empty",      takes(Any), Bool, empty, "VALUE: whether it is nil, false, 0, or without content"},
    {"coalesce",   takes_many(Any), Any, coalesce, "VALUE...: the first that is not empty"},
    {"all",        takes_many(Any), Bool, all, "VALUE...: whether none is empty"},
    {"any",        takes_many(Any), Bool, any, "VALUE...: whether one is not empty"},
    {"ternary",    takes(Any, Any, Bool), Any, ternary, "A B CONDITION: A if CONDITION is true, else B"},
    {"deepEqual",  takes(Any, Any), Bool, deep_equals, "A B: whether they are of one type and of the same content"},
    {"typeOf",     takes(Any), String, type_of, "VALUE: its Go type"},
    {"typeIs",     takes(String, Any), Bool, type_is, "TYPE VALUE: whether VALUE has that Go type"},
    {"typeIsLike", takes(String, Any), Bool, type_is_like, "TYPE VALUE: whether VALUE has that Go type or points to it"},
    {"kindOf",     takes(Any), String, kind_of, "VALUE: the kind of its Go type, such as map, slice or string"},
    {"kindIs",     takes(String, Any), Bool, kind_is, "KIND VALUE: whether VALUE is of that kind"},
};
// clang-format on

}  // namespace

std::span<const Builtin> logic_builtins() { return kLogicBuiltins; }

}  // namespace drydock::render
