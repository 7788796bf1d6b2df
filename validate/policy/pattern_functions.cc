#include <cstring>
#include <lua5.4/lua.hpp>
#include <string>

#include "validate/policy/lua_state.h"
#include "validate/policy/lua_text.h"
#include "validate/policy/pattern.h"
#include "validate/policy/text_functions.h"

namespace drydock::validate::policy {
namespace {

constexpr size_t kMaxResult = size_t{16} << 20;

/// Argument `index` as a position from 0; behind the text: one more than its size.
size_t start_position(lua_State* lua, int index, size_t size) {
  lua_Integer position = luaL_optinteger(lua, index, 1);
  if (position > 0) return std::min(static_cast<size_t>(position) - 1, size + 1);
  if (position == 0) return 0;
  uint64_t back = uint64_t{0} - static_cast<uint64_t>(position);
  return back > size ? 0 : size - static_cast<size_t>(back);
}

int find_plain(lua_State* lua, std::string_view text, std::string_view wanted, size_t from) {
  LuaState::of(lua).spend((text.size() - from + wanted.size()) / 8);
  const void* found =
      wanted.empty() ? text.data() + from
                     : memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
  if (!found) {
    lua_pushnil(lua);
    return 1;
  }
  auto start = static_cast<const char*>(found) - text.data();
  lua_pushinteger(lua, start + 1);
  lua_pushinteger(lua, start + static_cast<lua_Integer>(wanted.size()));
  return 2;
}

int find_or_match(lua_State* lua, bool find) {
  std::string_view text = check_text(lua, 1);
  std::string_view pattern = check_text(lua, 2);
  size_t from = start_position(lua, 3, text.size());
  if (from > text.size()) {
    lua_pushnil(lua);
    return 1;
  }
  bool plain =
      lua_toboolean(lua, 4) || pattern.find_first_of("^$*+?.([%-") == std::string_view::npos;
  if (find && plain) return find_plain(lua, text, pattern, from);
  bool anchored = pattern.starts_with('^');
  if (anchored) pattern.remove_prefix(1);
  PatternMatch match(lua, text, pattern);
  for (size_t start = from; start <= text.size(); ++start) {
    size_t end = match.match_at(start);
    if (end != PatternMatch::kNone) {
      if (!find) return match.push_captures(start, end, true);
      lua_pushinteger(lua, static_cast<lua_Integer>(start + 1));
      lua_pushinteger(lua, static_cast<lua_Integer>(end));
      return match.push_captures(start, end, false) + 2;
    }
    if (anchored) break;
  }
  lua_pushnil(lua);
  return 1;
}

/// Upvalues: text, pattern, where to go on, where the last match ended (-1: nowhere).
int next_match(lua_State* lua) {
  std::string_view text = check_text(lua, lua_upvalueindex(1));
  std::string_view pattern = check_text(lua, lua_upvalueindex(2));
  auto from = static_cast<size_t>(lua_tointeger(lua, lua_upvalueindex(3)));
  lua_Integer last = lua_tointeger(lua, lua_upvalueindex(4));
  PatternMatch match(lua, text, pattern);
  for (size_t start = from; start <= text.size(); ++start) {
    size_t end = match.match_at(start);
    if (end == PatternMatch::kNone || static_cast<lua_Integer>(end) == last) continue;
    lua_pushinteger(lua, static_cast<lua_Integer>(end));
    lua_copy(lua, -1, lua_upvalueindex(3));
    lua_replace(lua, lua_upvalueindex(4));
    return match.push_captures(start, end, true);
  }
  return 0;
}

/// What a gsub puts in the place of one match.
class Replacement {
 public:
  explicit Replacement(lua_State* lua) : lua_(lua), type_(lua_type(lua, 3)) {
    bool fits = type_ == LUA_TNUMBER || type_ == LUA_TSTRING || type_ == LUA_TTABLE ||
                type_ == LUA_TFUNCTION || type_ == LUA_TUSERDATA;
    if (!fits) luaL_typeerror(lua, 3, "string/function/table");
  }

  void append(std::string& out, PatternMatch& match, std::string_view text, size_t start,
              size_t end) {
    if (type_ == LUA_TNUMBER || type_ == LUA_TSTRING) return expand(out, match, start, end);
    if (type_ == LUA_TFUNCTION) {
      lua_pushvalue(lua_, 3);
      int count = match.push_captures(start, end, true);
      lua_call(lua_, count, 1);
    } else {
      match.push_capture(0, start, end);
      lua_gettable(lua_, 3);
    }
    if (!lua_toboolean(lua_, -1)) {
      out += text.substr(start, end - start);
    } else if (!lua_isstring(lua_, -1)) {
      luaL_error(lua_, "invalid replacement value (a %s)", luaL_typename(lua_, -1));
    } else {
      out += check_text(lua_, -1);
    }
    lua_pop(lua_, 1);
  }

 private:
  void expand(std::string& out, PatternMatch& match, size_t start, size_t end) {
    std::string_view form = check_text(lua_, 3);
    for (size_t i = 0; i < form.size(); ++i) {
      if (form[i] != '%') {
        out += form[i];
        continue;
      }
      char digit = ++i < form.size() ? form[i] : '\0';
      if (digit == '%') {
        out += '%';
      } else if (digit >= '0' && digit <= '9') {
        if (digit == '0') {
          lua_pushlstring(lua_, text_at(start), end - start);
        } else {
          match.push_capture(digit - '1', start, end);
        }
        luaL_tolstring(lua_, -1, nullptr);
        out += check_text(lua_, -1);
        lua_pop(lua_, 2);
      } else {
        luaL_error(lua_, "invalid use of '%%' in replacement string");
      }
    }
  }

  const char* text_at(size_t start) { return lua_tostring(lua_, 1) + start; }

  lua_State* lua_;
  int type_;
};

}  // namespace

int pattern_find(lua_State* lua) { return find_or_match(lua, true); }
int pattern_match(lua_State* lua) { return find_or_match(lua, false); }

int pattern_gmatch(lua_State* lua) {
  std::string_view text = check_text(lua, 1);
  check_text(lua, 2);
  size_t from = start_position(lua, 3, text.size());
  lua_settop(lua, 2);
  lua_pushinteger(lua, static_cast<lua_Integer>(from));
  lua_pushinteger(lua, -1);
  lua_pushcclosure(lua, &next_match, 4);
  return 1;
}

int pattern_gsub(lua_State* lua) {
  std::string_view text = check_text(lua, 1);
  std::string_view pattern = check_text(lua, 2);
  Replacement replacement(lua);
  lua_Integer most = luaL_optinteger(lua, 4, static_cast<lua_Integer>(text.size() + 1));
  bool anchored = pattern.starts_with('^');
  if (anchored) pattern.remove_prefix(1);
  PatternMatch match(lua, text, pattern);
  std::string out;
  size_t at = 0;
  size_t last = PatternMatch::kNone;
  lua_Integer count = 0;
  while (count < most) {
    size_t end = match.match_at(at);
    if (end != PatternMatch::kNone && end != last) {
      ++count;
      replacement.append(out, match, text, at, end);
      at = last = end;
    } else if (at < text.size()) {
      out += text[at++];
    } else {
      break;
    }
    if (out.size() > kMaxResult) return luaL_error(lua, "resulting string too large");
    LuaState::of(lua).spend(1);
    if (anchored) break;
  }
  if (at < text.size()) out += text.substr(at);
  LuaState::of(lua).spend(out.size() / 16);
  lua_pushlstring(lua, out.data(), out.size());
  lua_pushinteger(lua, count);
  return 2;
}

}  // namespace drydock::validate::policy
