#include <algorithm>
#include <unordered_set>

#include "render/builtins/families.h"
#include "render/builtins/list_growth.h"
#include "render/builtins/strval.h"

namespace drydock::render {
namespace {

Value plain_map(const CallArgs& args, size_t i) { return Value::of_map(&args.map(i)); }

Value dict(const CallArgs& args) {
  ValueMap* map = args.new_map();
  for (size_t i = 0; i < args.size(); i += 2) {
    Value value = i + 1 < args.size() ? args[i + 1] : Value::of_string("");
    map->set(strval(args[i], args.arena()), value);
  }
  return Value::of_map(map);
}

Value get(const CallArgs& args) {
  const Value* value = args.map(0).find(args.text(1));
  return value ? *value : Value::of_string("");
}

Value set(const CallArgs& args) {
  args.map(0).set(args.text(1), args[2]);
  return plain_map(args, 0);
}

Value unset(const CallArgs& args) {
  args.map(0).erase(args.text(1));
  return plain_map(args, 0);
}

Value has_key(const CallArgs& args) {
  return Value::of_bool(args.map(0).find(args.text(1)) != nullptr);
}

Value pluck(const CallArgs& args) {
  std::vector<Value> found;
  for (Value map : args.rest(1)) {
    if (const Value* value = map.as_map().find(args.text(0))) found.push_back(*value);
  }
  return make_appended_list(args.arena(), found);
}

// The originals give keys and values in random order; here they are sorted by key.

Value keys(const CallArgs& args) {
  std::vector<Value> found;
  for (Value map : args.all()) {
    for (const ValueMap::Entry& entry : map.as_map().entries()) {
      found.push_back(Value::of_string(entry.key));
    }
    args.context().spend(map.as_map().size() / 8);
  }
  return make_appended_list(args.arena(), found, GoType::Strings);
}

Value values(const CallArgs& args) {
  std::vector<Value> found;
  for (const ValueMap::Entry& entry : args.map(0).entries()) found.push_back(entry.value);
  args.context().spend(found.size() / 8);
  return make_appended_list(args.arena(), found);
}

Value pick(const CallArgs& args) {
  ValueMap* picked = args.new_map();
  for (Value key : args.rest(1)) {
    if (const Value* value = args.map(0).find(key.as_string())) {
      picked->set(key.as_string(), *value);
    }
  }
  return Value::of_map(picked);
}

Value omit(const CallArgs& args) {
  std::unordered_set<std::string_view> omitted;
  for (Value key : args.rest(1)) omitted.insert(key.as_string());
  ValueMap* kept = args.new_map();
  for (const ValueMap::Entry& entry : args.map(0).entries()) {
    if (!omitted.contains(entry.key)) kept->set(entry.key, entry.value);
  }
  args.context().spend(args.map(0).size() / 8);
  return Value::of_map(kept);
}

/// Fails as a Go type assertion does.
[[noreturn]] void fail_conversion(const CallArgs& args, Value value, std::string_view wanted) {
  std::string got = value.is_nil() ? "nil" : std::string(go_type_name(value));
  args.fail("interface conversion: interface {} is " + got + ", not " + std::string(wanted));
}

/// Named map types do not count, so `.Values` itself cannot be dug.
ValueMap& plain_map_of(const CallArgs& args, Value value) {
  if (!value.is_map() || value.go_type() != GoType::Default) {
    fail_conversion(args, value, "map[string]interface {}");
  }
  return value.as_map();
}

Value dig(const CallArgs& args) {
  if (args.size() < 3) args.fail("dig needs at least three arguments");
  ValueMap* map = &plain_map_of(args, args[args.size() - 1]);
  std::span<const Value> path = args.all().first(args.size() - 2);
  for (Value key : path) {
    if (!key.is_string()) fail_conversion(args, key, "string");
  }
  for (size_t i = 0;; ++i) {
    const Value* value = map->find(path[i].as_string());
    if (!value) return args[args.size() - 2];
    if (i + 1 == path.size()) return *value;
    map = &plain_map_of(args, *value);
  }
}

using enum Type;

// clang-format off
constexpr Builtin kDictBuiltins[] = {
    {"dict",   takes_many(Any), Map, dict, "KEY VALUE...: a map of them"},
    {"get",    takes(Map, String), Any, get, "MAP KEY: the value under KEY, or an empty text"},
    {"set",    takes(Map, String, Any), Map, set, "MAP KEY VALUE: MAP itself, with VALUE put under KEY"},
    {"unset",  takes(Map, String), Map, unset, "MAP KEY: MAP itself, with KEY taken out"},
    {"hasKey", takes(Map, String), Bool, has_key, "MAP KEY: whether there is a value under KEY"},
    {"pluck",  takes_many(String, Map), List, pluck, "KEY MAP...: the values under KEY of all MAPs that have it"},
    {"keys",   takes_many(Map), Strings, keys, "MAP...: the keys of all, sorted within each MAP"},
    {"values", takes(Map), List, values, "MAP: its values, sorted by key"},
    {"pick",   takes_many(Map, String), Map, pick, "MAP KEY...: a map with only these keys"},
    {"omit",   takes_many(Map, String), Map, omit, "MAP KEY...: a map without these keys"},
    {"dig",    takes_many(Any), Any, dig, "KEY... DEFAULT MAP: the value at the path of KEYs in MAP, or DEFAULT"},
};
// clang-format on

}  // namespace

std::span<const Builtin> dict_builtins() { return kDictBuiltins; }

}  // namespace drydock::render
