#include "validate/policy/key_order.h"

#include <algorithm>
#include <cmath>
#include <lua5.4/lua.hpp>
#include <string_view>
#include <vector>

#include "validate/policy/lua_state.h"
#include "validate/policy/sandbox.h"

namespace drydock::validate::policy {
namespace {

/// A key of a table that holds it, so that its text stays.
struct Key {
  int rank;  // numbers, texts, booleans
  double number = 0;
  lua_Integer integer = 0;
  bool is_integer = false;
  std::string_view text;
};

bool operator<(const Key& a, const Key& b) {
  if (a.rank != b.rank) return a.rank < b.rank;
  if (a.rank == 1) return a.text < b.text;
  if (a.is_integer && b.is_integer) return a.integer < b.integer;
  return a.number < b.number;
}

Key key_at(lua_State* lua, int index) {
  switch (lua_type(lua, index)) {
    case LUA_TNUMBER:
      return {0,
              lua_tonumber(lua, index),
              lua_isinteger(lua, index) ? lua_tointeger(lua, index) : 0,
              lua_isinteger(lua, index) != 0,
              {}};
    case LUA_TSTRING: {
      size_t size = 0;
      const char* text = lua_tolstring(lua, index, &size);
      return {1, 0, 0, false, {text, size}};
    }
    case LUA_TBOOLEAN:
      return {2, static_cast<double>(lua_toboolean(lua, index)), 0, false, {}};
    default:
      luaL_error(lua, "keys of type %s have no order: pairs() takes texts, numbers and booleans",
                 luaL_typename(lua, index));
      return {0};
  }
}

void push_key(lua_State* lua, const Key& key) {
  if (key.rank == 1) {
    lua_pushlstring(lua, key.text.data(), key.text.size());
  } else if (key.rank == 2) {
    lua_pushboolean(lua, key.number != 0);
  } else if (key.is_integer) {
    lua_pushinteger(lua, key.integer);
  } else {
    lua_pushnumber(lua, key.number);
  }
}

/// All keys of the table at `index` outside of 1 to `length`, sorted.
std::vector<Key> sorted_keys(lua_State* lua, int index, lua_Integer length) {
  std::vector<Key> keys;
  lua_pushnil(lua);
  while (lua_next(lua, index)) {
    lua_pop(lua, 1);
    bool in_sequence =
        lua_isinteger(lua, -1) && lua_tointeger(lua, -1) >= 1 && lua_tointeger(lua, -1) <= length;
    if (!in_sequence) keys.push_back(key_at(lua, -1));
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

/// Upvalues: the table, its other keys in order or nil, the length of its sequence, the position.
int next_pair(lua_State* lua) {
  lua_Integer length = lua_tointeger(lua, lua_upvalueindex(3));
  lua_Integer position = lua_tointeger(lua, lua_upvalueindex(4));
  while (true) {
    ++position;
    if (position <= length) {
      lua_pushinteger(lua, position);
    } else if (!lua_istable(lua, lua_upvalueindex(2)) ||
               lua_rawgeti(lua, lua_upvalueindex(2), position - length) == LUA_TNIL) {
      return 0;
    }
    lua_pushvalue(lua, -1);
    if (lua_rawget(lua, lua_upvalueindex(1)) != LUA_TNIL) break;  // else removed in the meantime
    lua_pop(lua, 2);
  }
  lua_pushinteger(lua, position);
  lua_replace(lua, lua_upvalueindex(4));
  return 2;
}

}  // namespace

int ordered_pairs(lua_State* lua) {
  luaL_checkany(lua, 1);
  if (luaL_getmetafield(lua, 1, "__pairs") != LUA_TNIL) {
    lua_pushvalue(lua, 1);
    lua_call(lua, 1, 3);
    return 3;
  }
  luaL_checktype(lua, 1, LUA_TTABLE);
  push_behind(lua, 1);
  int table = lua_gettop(lua);
  auto length = static_cast<lua_Integer>(lua_rawlen(lua, table));
  std::vector<Key> keys = sorted_keys(lua, table, length);
  LuaState::of(lua).spend(static_cast<uint64_t>(length) / 8 + keys.size());
  if (keys.empty()) {
    lua_pushnil(lua);
  } else {
    lua_createtable(lua, static_cast<int>(keys.size()), 0);
    for (size_t i = 0; i < keys.size(); ++i) {
      push_key(lua, keys[i]);
      lua_rawseti(lua, -2, static_cast<lua_Integer>(i + 1));
    }
  }
  lua_pushinteger(lua, length);
  lua_pushinteger(lua, 0);
  lua_pushcclosure(lua, &next_pair, 4);
  return 1;
}

int ordered_next(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_settop(lua, 2);
  push_behind(lua, 1);
  std::vector<Key> keys = sorted_keys(lua, 3, 0);
  LuaState::of(lua).spend(keys.size());
  auto next = keys.begin();
  if (!lua_isnil(lua, 2)) next = std::upper_bound(keys.begin(), keys.end(), key_at(lua, 2));
  if (next == keys.end()) {
    lua_pushnil(lua);
    return 1;
  }
  push_key(lua, *next);
  lua_pushvalue(lua, -1);
  lua_rawget(lua, 3);
  return 2;
}

}  // namespace drydock::validate::policy
