#pragma once

#include <string_view>

struct lua_State;

namespace drydock::validate::policy {

/// Opens what policies may use of Lua's libraries: the base without load, dofile, collectgarbage
/// and rawset; string, table, math and utf8 with bounded work; os.time and os.date of a frozen
/// clock. Everything is read-only.
void open_sandbox(lua_State* lua);

/// A field of the metatables of environments.
inline constexpr char kEnvironmentMark[] = "environment";

/// Leaves a new table on the stack whose reads go on to the sandbox's globals and that takes new
/// ones: what a policy file sees as its globals.
void push_environment(lua_State* lua);

/// Loads a text (never bytecode) as a function with the environment at the top of the stack, which
/// is taken off. False with the message on the stack when it is no Lua.
bool load_text(lua_State* lua, std::string_view text, std::string_view path);

/// Makes the value at `index`, all tables it reaches, and those that its functions keep, read-only,
/// in place. Tables with metatables of their own become read-only at their fields only.
void freeze(lua_State* lua, int index);

/// Pushes what `next`, `pairs` and `#` give for a frozen table: the table behind it; the value
/// itself for others.
void push_behind(lua_State* lua, int index);

}  // namespace drydock::validate::policy
