#pragma once

#include <exception>
#include <lua5.4/lua.hpp>
#include <string>
#include <string_view>

#include "core/error.h"
#include "validate/policy/field_query.h"
#include "validate/policy/lua_text.h"
#include "validate/policy/policy_state.h"

// What the functions of `ctx` have in common.
namespace drydock::validate::policy {

/// Runs `body`; our own errors become errors of Lua, whose exceptions pass through.
template <class F>
int with_errors(lua_State* lua, F body) {
  std::string message;
  try {
    return body();
  } catch (const Error& error) {
    message = error.what();
  }
  return luaL_error(lua, "%s", message.c_str());
}

/// Good until the next call.
inline const std::vector<FieldStepText>& check_path(lua_State* lua, int index) {
  return PolicyState::of(lua).path(check_text(lua, index));
}

/// A node with the object it is in; for data of tables no object.
struct NodeArgument {
  const Node* node = nullptr;
  const ObjectRef* object = nullptr;
};

/// Argument `index`: a node of an object, or a table; null for nil.
inline NodeArgument node_argument(lua_State* lua, int index) {
  if (const NodeProxy* proxy = to_node(lua, index)) return {proxy->node, proxy->object};
  if (!lua_isnoneornil(lua, index) && !lua_istable(lua, index))
    luaL_typeerror(lua, index, "object");
  return {node_of_value(lua, index, PolicyState::of(lua).scratch()), nullptr};
}

}  // namespace drydock::validate::policy
