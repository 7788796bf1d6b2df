#pragma once

#include <lua5.4/lua.hpp>
#include <string_view>

// Texts on the stack of Lua.
namespace drydock::validate::policy {

/// Argument `index`, a string or a number; an error of Lua for anything else.
inline std::string_view check_text(lua_State* lua, int index) {
  size_t size = 0;
  const char* text = luaL_checklstring(lua, index, &size);
  return {text, size};
}

inline void push_string(lua_State* lua, std::string_view text) {
  lua_pushlstring(lua, text.data(), text.size());
}

}  // namespace drydock::validate::policy
