#include <lua5.4/lua.hpp>
#include <vector>

#include "validate/policy/lua_state.h"
#include "validate/policy/sandbox.h"

// A frozen table is empty: what it held is in a table behind it, which its metatable's __index
// names. So it stays the same table for everybody who has it, and Lua itself refuses to change it.
namespace drydock::validate::policy {
namespace {

constexpr char kFrozenMark[] = "frozen";

int refuse_write(lua_State* lua) {
  const char* key = lua_type(lua, 2) == LUA_TSTRING ? lua_tostring(lua, 2) : luaL_typename(lua, 2);
  return luaL_error(lua,
                    "'%s' cannot be set: tables and globals of a file are read-only once it is "
                    "loaded, a policy keeps nothing between two objects",
                    key);
}

int frozen_length(lua_State* lua) {
  push_behind(lua, 1);
  lua_pushinteger(lua, static_cast<lua_Integer>(lua_rawlen(lua, -1)));
  return 1;
}

bool is_frozen(lua_State* lua, int index) {
  if (!lua_getmetatable(lua, index)) return false;
  bool frozen = lua_getfield(lua, -1, kFrozenMark) != LUA_TNIL;
  lua_pop(lua, 2);
  return frozen;
}

/// Moves what a table holds into a new one behind it, and leaves that one on the stack.
void freeze_table(lua_State* lua, int index) {
  index = lua_absindex(lua, index);
  lua_newtable(lua);
  int behind = lua_gettop(lua);
  lua_pushnil(lua);
  while (lua_next(lua, index)) {
    lua_pushvalue(lua, -2);
    lua_insert(lua, -2);
    lua_rawset(lua, behind);
  }
  lua_pushnil(lua);
  while (lua_next(lua, behind)) {  // a table may lose keys while it is walked, but not this one
    lua_pop(lua, 1);
    lua_pushvalue(lua, -1);
    lua_pushnil(lua);
    lua_rawset(lua, index);
  }
  lua_createtable(lua, 0, 5);
  lua_pushvalue(lua, behind);
  lua_setfield(lua, -2, "__index");
  lua_pushcfunction(lua, &refuse_write);
  lua_setfield(lua, -2, "__newindex");
  lua_pushcfunction(lua, &frozen_length);
  lua_setfield(lua, -2, "__len");
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_pushboolean(lua, 1);
  lua_setfield(lua, -2, kFrozenMark);
  lua_setmetatable(lua, index);
}

/// Walks what can be reached, with a list in Lua instead of recursion: nesting is hostile.
class Freezer {
 public:
  explicit Freezer(lua_State* lua) : lua_(lua) {
    lua_newtable(lua_);
    seen_ = lua_gettop(lua_);
    lua_newtable(lua_);
    waiting_ = lua_gettop(lua_);
  }

  /// Takes the value at the top off.
  void add() {
    int type = lua_type(lua_, -1);
    if ((type != LUA_TTABLE && type != LUA_TFUNCTION) || lua_iscfunction(lua_, -1)) {
      lua_pop(lua_, 1);
      return;
    }
    lua_pushvalue(lua_, -1);
    bool is_new = lua_rawget(lua_, seen_) == LUA_TNIL;
    lua_pop(lua_, 1);
    if (!is_new) {
      lua_pop(lua_, 1);
      return;
    }
    lua_pushvalue(lua_, -1);
    lua_pushboolean(lua_, 1);
    lua_rawset(lua_, seen_);
    lua_rawseti(lua_, waiting_, ++count_);
  }

  void run() {
    while (count_ > 0) {
      lua_rawgeti(lua_, waiting_, count_);
      lua_pushnil(lua_);
      lua_rawseti(lua_, waiting_, count_--);
      LuaState::of(lua_).spend(1);
      lua_istable(lua_, -1) ? visit_table() : visit_function();
      lua_pop(lua_, 1);
    }
    lua_settop(lua_, seen_ - 1);
  }

 private:
  void visit_table() {
    int table = lua_gettop(lua_);
    if (is_frozen(lua_, table)) return;
    if (lua_getmetatable(lua_, table)) {
      freeze_environment(table);
    } else {
      freeze_table(lua_, table);
    }
    lua_pushnil(lua_);
    while (lua_next(lua_, table + 1)) add();
    lua_settop(lua_, table);
  }

  /// The globals of a file go on to those of the sandbox; its metatable is at the top. Leaves the
  /// table behind it in its place.
  void freeze_environment(int table) {
    if (lua_getfield(lua_, -1, kEnvironmentMark) == LUA_TNIL) {
      luaL_error(lua_,
                 "a table with a metatable of its own cannot be kept by a file: make it where it "
                 "is used");
    }
    lua_pop(lua_, 1);
    lua_pushnil(lua_);
    lua_setmetatable(lua_, table);
    freeze_table(lua_, table);
    lua_insert(lua_, table + 1);
    lua_setmetatable(lua_, table + 1);
  }

  void visit_function() {
    int function = lua_gettop(lua_);
    for (int n = 1; lua_getupvalue(lua_, function, n); ++n) add();
  }

  lua_State* lua_;
  int seen_;
  int waiting_;
  lua_Integer count_ = 0;
};

}  // namespace

void push_behind(lua_State* lua, int index) {
  index = lua_absindex(lua, index);
  if (lua_istable(lua, index) && is_frozen(lua, index)) {
    lua_getmetatable(lua, index);
    lua_getfield(lua, -1, "__index");
    lua_remove(lua, -2);
    return;
  }
  lua_pushvalue(lua, index);
}

void freeze(lua_State* lua, int index) {
  index = lua_absindex(lua, index);
  luaL_checkstack(lua, 20, nullptr);
  Freezer freezer(lua);
  lua_pushvalue(lua, index);
  freezer.add();
  freezer.run();
}

}  // namespace drydock::validate::policy
