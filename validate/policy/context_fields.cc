#include "validate/policy/context.h"
#include "validate/policy/context_arguments.h"
#include "validate/policy/sandbox.h"

namespace drydock::validate::policy {
namespace {

int get(lua_State* lua) {
  return with_errors(lua, [&]() -> int {
    NodeArgument from = node_argument(lua, 1);
    const std::vector<FieldStepText>& path = check_path(lua, 2);
    int keys = std::max(lua_gettop(lua) - 2, 0);
    LuaState::of(lua).spend(10 + path.size() + static_cast<size_t>(keys));
    for (const FieldStepText& step : path) {
      if (step.kind == FieldStepText::Kind::All) {
        return luaL_argerror(lua, 2, "it has [], which ctx.each takes");
      }
    }
    const Node* found = follow_path(from.node, path);
    for (int i = 0; i < keys; ++i) {  // taken as they are
      std::string_view key = check_text(lua, 3 + i);
      if (found) found = found->find(key);
    }
    push_node(lua, found, from.object);
    return 1;
  });
}

int at(lua_State* lua) {
  return with_errors(lua, [&]() -> int {
    const FieldProxy* field = to_field(lua, 1);
    const NodeProxy* node = to_node(lua, 1);
    if (!field && !node) luaL_typeerror(lua, 1, "node of an object");
    std::string path(check_text(lua, 2));
    for (int i = 3; i <= lua_gettop(lua); ++i) path += fmt::format("[\"{}\"]", check_text(lua, i));
    if (field) {
      std::string before = field_path_of(lua, 1);
      path = path.starts_with('[') || before.empty() ? before + path : before + "." + path;
    }
    parse_field_path(path);
    push_field(lua, field ? field->base : node->node, field ? field->object : node->object, path);
    return 1;
  });
}

/// Upvalues: list of values, list of fields, the position.
int next_found(lua_State* lua) {
  lua_Integer position = lua_tointeger(lua, lua_upvalueindex(3)) + 1;
  lua_pushinteger(lua, position);
  lua_replace(lua, lua_upvalueindex(3));
  if (lua_rawgeti(lua, lua_upvalueindex(1), position) == LUA_TNIL) return 1;
  lua_rawgeti(lua, lua_upvalueindex(2), position);
  return 2;
}

int each(lua_State* lua) {
  return with_errors(lua, [&]() -> int {
    NodeArgument from = node_argument(lua, 1);
    const std::vector<FieldStepText>& path = check_path(lua, 2);
    LuaState::of(lua).spend(10 + path.size());
    lua_newtable(lua);
    lua_newtable(lua);
    lua_Integer count = 0;
    walk_path(from.node, path, [&](const Node& node, const std::string& field) {
      LuaState::of(lua).spend(5);
      push_node(lua, &node, from.object);
      if (lua_isnil(lua, -1)) {
        lua_pop(lua, 1);
        return true;
      }
      lua_rawseti(lua, -3, ++count);
      push_field(lua, from.node, from.object, field);
      lua_rawseti(lua, -2, count);
      return true;
    });
    lua_pushinteger(lua, 0);
    lua_pushcclosure(lua, &next_found, 3);
    return 1;
  });
}

/// Whether a list has a value, or a mapping a key.
int has(lua_State* lua) {
  luaL_checkany(lua, 2);
  lua_settop(lua, 2);
  bool found = false;
  if (const NodeProxy* proxy = to_node(lua, 1)) {
    LuaState::of(lua).spend(proxy->node->size);
    for (size_t i = 0; i < proxy->node->elements().size() && !found; ++i) {
      push_node(lua, proxy->node->elements()[i], proxy->object);
      found = lua_compare(lua, -1, 2, LUA_OPEQ) != 0;
      lua_pop(lua, 1);
    }
    found = found || (lua_type(lua, 2) == LUA_TSTRING && proxy->node->find(check_text(lua, 2)));
  } else if (lua_istable(lua, 1)) {
    push_behind(lua, 1);
    auto count = static_cast<lua_Integer>(lua_rawlen(lua, 3));
    LuaState::of(lua).spend(static_cast<uint64_t>(count));
    for (lua_Integer i = 1; i <= count && !found; ++i) {
      lua_rawgeti(lua, 3, i);
      found = lua_compare(lua, -1, 2, LUA_OPEQ) != 0;
      lua_pop(lua, 1);
    }
    if (!found && lua_type(lua, 2) == LUA_TSTRING) {
      lua_pushvalue(lua, 2);
      found = lua_rawget(lua, 3) != LUA_TNIL;
    }
  } else if (!lua_isnil(lua, 1)) {
    return luaL_typeerror(lua, 1, "list or table");
  }
  lua_pushboolean(lua, found);
  return 1;
}

// clang-format off
constexpr ContextFunction kFunctions[] = {
    {"get", "NODE, PATH, KEY...", get, "the value at a path (\"spec.template.spec.hostNetwork\", \"spec.ports[0].port\"); nil when a part of it is missing; further arguments are keys as they are, such as names of labels"},
    {"at", "NODE, PATH, KEY...", at, "a field by its path, there or not, as the first argument of deny"},
    {"each", "NODE, PATH", each, "for VALUE, FIELD in ctx.each(res, \"spec.rules[].host\"): all values at a path with []"},
    {"has", "LIST, VALUE", has, "whether a list has a value, or a mapping a key; false for nil"},
    {nullptr, nullptr, nullptr, nullptr},
};
// clang-format on

}  // namespace

const ContextFunction* field_functions() { return kFunctions; }

}  // namespace drydock::validate::policy
