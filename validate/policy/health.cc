#include "validate/policy/health.h"

#include <lua5.4/lua.hpp>

#include "validate/policy/node_proxy.h"
#include "validate/policy/sandbox.h"

namespace drydock::validate::policy {
namespace {

int getn(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_pushinteger(lua, luaL_len(lua, 1));
  return 1;
}

/// The environment is at the top: gives it a `table` with what Lua 5.1 had.
void add_old_functions(lua_State* lua) {
  int environment = lua_gettop(lua);
  lua_createtable(lua, 0, 1);
  lua_pushcfunction(lua, &getn);
  lua_setfield(lua, -2, "getn");
  lua_createtable(lua, 0, 1);
  lua_getfield(lua, environment, "table");
  lua_getfield(lua, -1, "unpack");
  lua_setfield(lua, environment, "unpack");
  lua_setfield(lua, -2, "__index");
  lua_setmetatable(lua, -2);
  lua_setfield(lua, environment, "table");
}

struct ScriptInput {
  const Node* object;
  const std::vector<std::pair<std::string, std::string>>* params;
  Arena* arena;
  const Node* returned = nullptr;
};

/// Runs in protected mode: (script, environment, input).
int run(lua_State* lua) {
  auto& input = *static_cast<ScriptInput*>(lua_touserdata(lua, 3));
  push_plain(lua, input.object);
  lua_setfield(lua, 2, "obj");
  lua_createtable(lua, 0, 0);
  for (const auto& [name, value] : *input.params) {
    lua_pushlstring(lua, value.data(), value.size());
    lua_setfield(lua, -2, name.c_str());
  }
  lua_setfield(lua, 2, "actionParams");
  lua_pushvalue(lua, 1);
  lua_call(lua, 0, 1);
  input.returned = lua_isnil(lua, -1) ? nullptr : node_of_value(lua, -1, *input.arena);
  return 0;
}

}  // namespace

ScriptResult run_argo_script(const SourceFile& script, const Node& object,
                             const std::vector<std::pair<std::string, std::string>>& action_params,
                             int64_t now, Arena& arena) {
  ScriptResult result;
  LuaState state(now);
  lua_State* lua = state.lua();
  open_proxies(lua);
  lua_pushcfunction(lua, &run);
  push_environment(lua);
  add_old_functions(lua);
  lua_pushvalue(lua, -1);
  if (!load_text(lua, script.text, script.path)) {
    LuaFailure failure;
    failure.message = luaL_tolstring(lua, -1, nullptr);
    result.failure = std::move(failure);
    return result;
  }
  lua_insert(lua, -2);  // run, script, environment
  ScriptInput input{&object, &action_params, &arena};
  lua_pushlightuserdata(lua, &input);
  state.settle();
  LuaFailure failure;
  if (!state.call(3, 0, failure)) {
    result.failure = std::move(failure);
    return result;
  }
  result.returned = input.returned;
  if (input.returned) {
    result.status = input.returned->text_of("status");
    result.message = input.returned->text_of("message");
  }
  return result;
}

}  // namespace drydock::validate::policy
