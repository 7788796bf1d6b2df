#include "validate/policy/sandbox.h"

#include <cmath>
#include <ctime>
#include <lua5.4/lua.hpp>

#include "validate/policy/key_order.h"
#include "validate/policy/lua_state.h"
#include "validate/policy/text_functions.h"

namespace drydock::validate::policy {
namespace {

LuaState& state_of(lua_State* lua) { return LuaState::of(lua); }

/// No addresses, as they differ from run to run.
int plain_tostring(lua_State* lua) {
  luaL_checkany(lua, 1);
  push_text(lua, 1);
  return 1;
}

int print(lua_State* lua) {
  std::string line;
  for (int i = 1; i <= lua_gettop(lua); ++i) {
    push_text(lua, i);
    size_t size = 0;
    const char* text = lua_tolstring(lua, -1, &size);
    if (i > 1) line += '\t';
    line.append(text, std::min(size, size_t{4096}));
    lua_pop(lua, 1);
  }
  state_of(lua).spend(100 + line.size());
  state_of(lua).print(line + "\n");
  return 0;
}

/// Whether an error came from the end of the stack. Each such one moves megabytes: the stack grows
/// to its limit and shrinks again.
bool is_overflow(lua_State* lua, int status) {
  if (status == LUA_ERRERR) return true;  // a handler that fails itself goes down there each time
  size_t size = 0;
  const char* text = lua_type(lua, -1) == LUA_TSTRING ? lua_tolstring(lua, -1, &size) : nullptr;
  return text && std::string_view(text, size).find("stack overflow") != std::string_view::npos;
}

/// After a protected call: an error for which nothing is left to spend goes on upwards.
int finish_protected(lua_State* lua, int status) {
  if (status != LUA_OK) {
    state_of(lua).spend(is_overflow(lua, status) ? 200'000 : 200);
    if (state_of(lua).exhausted()) return lua_error(lua);
    lua_pushboolean(lua, 0);
    lua_insert(lua, 1);
    lua_settop(lua, 2);
    return 2;
  }
  lua_pushboolean(lua, 1);
  lua_insert(lua, 1);
  return lua_gettop(lua);
}

int safe_pcall(lua_State* lua) {
  luaL_checkany(lua, 1);
  state_of(lua).spend(20);
  int status = lua_pcall(lua, lua_gettop(lua) - 1, LUA_MULTRET, 0);
  return finish_protected(lua, status);
}

int safe_xpcall(lua_State* lua) {
  luaL_checktype(lua, 2, LUA_TFUNCTION);
  state_of(lua).spend(20);
  lua_pushvalue(lua, 1);  // f, handler -> handler, f
  lua_remove(lua, 1);
  lua_insert(lua, 2);
  int status = lua_pcall(lua, lua_gettop(lua) - 2, LUA_MULTRET, 0);
  if (status == LUA_OK || state_of(lua).exhausted()) {
    lua_remove(lua, 1);
    return finish_protected(lua, status);
  }
  // Lua would call the handler where the error is raised, and within our hook no hook counts: a
  // handler with a loop would never end. So it is called afterwards.
  status = lua_pcall(lua, 1, 1, 0);
  if (status != LUA_OK) return finish_protected(lua, status);
  lua_pushboolean(lua, 0);
  lua_insert(lua, 1);
  return 2;
}

/// Finalizers would run unbounded and at any time; weak tables tell when garbage is collected.
int safe_setmetatable(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  int type = lua_type(lua, 2);
  luaL_argexpected(lua, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
  if (luaL_getmetafield(lua, 1, "__metatable") != LUA_TNIL) {
    return luaL_error(lua, "cannot change a protected metatable");
  }
  for (const char* field : {"__gc", "__mode"}) {
    if (type != LUA_TTABLE) break;
    push_behind(lua, 2);
    lua_pushstring(lua, field);
    if (lua_rawget(lua, -2) != LUA_TNIL) return luaL_error(lua, "%s is not available", field);
    lua_pop(lua, 2);
  }
  lua_settop(lua, 2);
  lua_setmetatable(lua, 1);
  return 1;
}

int rawget_behind(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  luaL_checkany(lua, 2);
  push_behind(lua, 1);
  lua_pushvalue(lua, 2);
  lua_rawget(lua, -2);
  return 1;
}

int rawlen_behind(lua_State* lua) {
  luaL_argexpected(lua, lua_istable(lua, 1) || lua_isstring(lua, 1), 1, "table or string");
  push_behind(lua, 1);
  lua_pushinteger(lua, static_cast<lua_Integer>(lua_rawlen(lua, -1)));
  return 1;
}

/// A field of a table of os.time(): a number or its text, within what a year may be.
int time_field(lua_State* lua, const char* name, lua_Integer otherwise) {
  constexpr lua_Integer kMost = 1'000'000'000;
  lua_getfield(lua, 1, name);
  int is_number = 0;
  lua_Integer value = lua_tointegerx(lua, -1, &is_number);
  if (!is_number) {
    if (!lua_isnil(lua, -1)) luaL_error(lua, "field '%s' is not an integer", name);
    if (otherwise < 0) luaL_error(lua, "field '%s' missing in date table", name);
    value = otherwise;
  }
  if (value > kMost || value < -kMost) luaL_error(lua, "field '%s' is out-of-bound", name);
  lua_pop(lua, 1);
  return static_cast<int>(value);
}

/// In UTC, as containers have it.
int frozen_time(lua_State* lua) {
  if (lua_isnoneornil(lua, 1)) {
    lua_pushinteger(lua, state_of(lua).now());
    return 1;
  }
  luaL_checktype(lua, 1, LUA_TTABLE);
  std::tm parts{};
  parts.tm_year = time_field(lua, "year", -1) - 1900;
  parts.tm_mon = time_field(lua, "month", -1) - 1;
  parts.tm_mday = time_field(lua, "day", -1);
  parts.tm_hour = time_field(lua, "hour", 12);
  parts.tm_min = time_field(lua, "min", 0);
  parts.tm_sec = time_field(lua, "sec", 0);
  lua_pushinteger(lua, timegm(&parts));
  return 1;
}

/// Always in UTC.
int frozen_date(lua_State* lua) {
  const char* format = luaL_optstring(lua, 1, "%c");
  if (*format == '!') ++format;
  if (std::string_view(format).size() > 200 || std::string_view(format).starts_with("*")) {
    return luaL_error(lua, "os.date takes a short format of strftime");
  }
  time_t when = luaL_optinteger(lua, 2, state_of(lua).now());
  std::tm parts{};
  if (!gmtime_r(&when, &parts)) return luaL_error(lua, "this is no time");
  char text[4096];
  size_t size = *format ? std::strftime(text, sizeof text, format, &parts) : 0;
  lua_pushlstring(lua, text, size);
  return 1;
}

// Functions of the libraries whose work the instructions do not show. The original is an upvalue.

uint64_t length_of(lua_State* lua, int index) {
  return static_cast<uint64_t>(std::max<lua_Integer>(0, luaL_len(lua, index)));
}

int call_original(lua_State* lua, uint64_t steps) {
  state_of(lua).spend(steps);
  lua_pushvalue(lua, lua_upvalueindex(1));
  lua_insert(lua, 1);
  lua_call(lua, lua_gettop(lua) - 1, LUA_MULTRET);
  return lua_gettop(lua);
}

uint64_t range_size(lua_Integer from, lua_Integer to) {
  return from > to ? 0 : static_cast<uint64_t>(to) - static_cast<uint64_t>(from) + 1;
}

int by_text(lua_State* lua) { return call_original(lua, lua_rawlen(lua, 1) / 8); }

int by_shift(lua_State* lua) {  // table.insert, table.remove
  bool shifts = lua_gettop(lua) >= 2 && lua_istable(lua, 1);
  return call_original(lua, shifts ? length_of(lua, 1) / 8 : 0);
}

int by_concat(lua_State* lua) {
  luaL_checkany(lua, 1);
  lua_Integer from = luaL_optinteger(lua, 3, 1);
  lua_Integer to = lua_isnoneornil(lua, 4) ? luaL_len(lua, 1) : luaL_checkinteger(lua, 4);
  return call_original(lua, range_size(from, to));
}

int by_unpack(lua_State* lua) {
  lua_Integer from = luaL_optinteger(lua, 2, 1);
  lua_Integer to = lua_isnoneornil(lua, 3) ? luaL_len(lua, 1) : luaL_checkinteger(lua, 3);
  return call_original(lua, range_size(from, to));
}

int by_move(lua_State* lua) {
  return call_original(lua, range_size(luaL_checkinteger(lua, 2), luaL_checkinteger(lua, 3)));
}

int by_sort(lua_State* lua) {
  luaL_checkany(lua, 1);
  uint64_t length = length_of(lua, 1);
  return call_original(
      lua, length * static_cast<uint64_t>(std::log2(static_cast<double>(length + 2))) / 2);
}

// clang-format off
constexpr luaL_Reg kTableWrappers[] = {
    {"concat", by_concat}, {"insert", by_shift}, {"move", by_move}, {"remove", by_shift},
    {"sort", by_sort}, {"unpack", by_unpack}, {nullptr, nullptr},
};
constexpr luaL_Reg kUtf8Wrappers[] = {
    {"codepoint", by_text}, {"codes", by_text}, {"len", by_text}, {"offset", by_text}, {nullptr, nullptr},
};
constexpr luaL_Reg kBase[] = {
    {"pcall", safe_pcall}, {"xpcall", safe_xpcall}, {"pairs", ordered_pairs}, {"next", ordered_next},
    {"print", print}, {"rawget", rawget_behind}, {"rawlen", rawlen_behind},
    {"setmetatable", safe_setmetatable}, {"tostring", plain_tostring}, {nullptr, nullptr},
};
constexpr luaL_Reg kOs[] = {{"time", frozen_time}, {"date", frozen_date}, {nullptr, nullptr}};
constexpr const char* kBaseRemoved[] = {"collectgarbage", "dofile", "load", "loadfile", "rawset", "warn", "_G"};
constexpr const char* kTextRemoved[] = {"dump", "pack", "packsize", "unpack"};
constexpr const char* kMathRemoved[] = {"random", "randomseed"};
// clang-format on

template <size_t N>
void remove(lua_State* lua, const char* const (&names)[N]) {
  for (const char* name : names) {
    lua_pushnil(lua);
    lua_setfield(lua, -2, name);
  }
}

/// Puts functions around those of the table at the top.
void wrap(lua_State* lua, const luaL_Reg* rows) {
  for (; rows->name; ++rows) {
    lua_getfield(lua, -1, rows->name);
    lua_pushcclosure(lua, rows->func, 1);
    lua_setfield(lua, -2, rows->name);
  }
}

void open(lua_State* lua, const char* name, lua_CFunction function) {
  luaL_requiref(lua, name, function, 1);
}

/// What text functions are looked up in, `("x"):rep(2)`: the same as the table `string`.
void protect_text_methods(lua_State* lua) {
  lua_pushliteral(lua, "");
  lua_getmetatable(lua, -1);
  lua_getglobal(lua, "string");
  push_behind(lua, -1);
  lua_setfield(lua, -3, "__index");
  lua_pop(lua, 1);
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_pop(lua, 2);
}

}  // namespace

void open_sandbox(lua_State* lua) {
  open(lua, "_G", luaopen_base);
  remove(lua, kBaseRemoved);
  luaL_setfuncs(lua, kBase, 0);
  open(lua, "string", luaopen_string);
  remove(lua, kTextRemoved);
  luaL_setfuncs(lua, text_functions(), 0);
  open(lua, "table", luaopen_table);
  wrap(lua, kTableWrappers);
  open(lua, "utf8", luaopen_utf8);
  wrap(lua, kUtf8Wrappers);
  open(lua, "math", luaopen_math);
  remove(lua, kMathRemoved);
  luaL_newlib(lua, kOs);
  lua_setglobal(lua, "os");
  lua_getglobal(lua, "tonumber");
  lua_pushcclosure(lua, by_text, 1);
  lua_setglobal(lua, "tonumber");
  lua_settop(lua, 0);
  lua_pushglobaltable(lua);
  freeze(lua, -1);
  lua_settop(lua, 0);
  protect_text_methods(lua);
  lua_pushnil(lua);  // where luaL_requiref keeps modules
  lua_setfield(lua, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
}

void push_environment(lua_State* lua) {
  lua_newtable(lua);
  lua_pushvalue(lua, -1);
  lua_setfield(lua, -2, "_G");
  lua_createtable(lua, 0, 1);
  lua_pushglobaltable(lua);
  push_behind(lua, -1);
  lua_setfield(lua, -3, "__index");
  lua_pop(lua, 1);
  lua_pushboolean(lua, 1);
  lua_setfield(lua, -2, kEnvironmentMark);
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_setmetatable(lua, -2);
}

bool load_text(lua_State* lua, std::string_view text, std::string_view path) {
  std::string name = fmt::format("@{}", path);
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::string commented;
  if (text.starts_with('#')) {  // a line for the shell
    commented = fmt::format("--{}", text);
    text = commented;
  }
  if (luaL_loadbufferx(lua, text.data(), text.size(), name.c_str(), "t") != LUA_OK) {
    lua_remove(lua, -2);
    return false;
  }
  lua_insert(lua, -2);
  lua_setupvalue(lua, -2, 1);
  return true;
}

}  // namespace drydock::validate::policy
