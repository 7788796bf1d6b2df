#pragma once

struct lua_State;
struct luaL_Reg;

namespace drydock::validate::policy {

/// Functions of the library `string` that differ from Lua's own: patterns, `rep` and `format` count
/// their work, and texts of tables and functions have no address. Ends with a row of nulls.
const luaL_Reg* text_functions();

/// Pushes the text of a value, as `tostring` gives it.
void push_text(lua_State* lua, int index);

/// Pushes what string.format makes of the arguments from `first` on.
void push_formatted(lua_State* lua, int first);

// In pattern_functions.cc.
int pattern_find(lua_State* lua);
int pattern_match(lua_State* lua);
int pattern_gmatch(lua_State* lua);
int pattern_gsub(lua_State* lua);

}  // namespace drydock::validate::policy
