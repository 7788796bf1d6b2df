#include "validate/policy/text_functions.h"

#include <lua5.4/lua.hpp>
#include <string>
#include <string_view>

#include "validate/policy/lua_state.h"
#include "validate/policy/lua_text.h"

namespace drydock::validate::policy {
namespace {

int rep(lua_State* lua) {
  std::string_view text = check_text(lua, 1);
  lua_Integer count = luaL_checkinteger(lua, 2);
  size_t separator_size = 0;
  const char* separator = luaL_optlstring(lua, 3, "", &separator_size);
  size_t one = text.size() + separator_size;
  if (count <= 0 || one == 0) {
    lua_pushliteral(lua, "");
    return 1;
  }
  constexpr size_t kMax = size_t{1} << 30;
  if (static_cast<uint64_t>(count) > kMax / one)
    return luaL_error(lua, "resulting string too large");
  LuaState::of(lua).spend(static_cast<uint64_t>(count));
  size_t size = one * static_cast<size_t>(count) - separator_size;
  luaL_Buffer buffer;
  char* out = luaL_buffinitsize(lua, &buffer, size);
  for (lua_Integer i = 0; i < count; ++i) {
    out = std::copy(text.begin(), text.end(), out);
    if (i + 1 < count) out = std::copy_n(separator, separator_size, out);
  }
  luaL_pushresultsize(&buffer, size);
  return 1;
}

int format(lua_State* lua) {
  push_formatted(lua, 1);
  return 1;
}

// clang-format off
constexpr luaL_Reg kTextFunctions[] = {
    {"find", pattern_find}, {"format", format}, {"gmatch", pattern_gmatch}, {"gsub", pattern_gsub},
    {"match", pattern_match}, {"rep", rep}, {nullptr, nullptr},
};
// clang-format on

/// One directive of a format, "%-5.2f": cut off `rest`, which begins behind the percent sign.
std::string take_directive(lua_State* lua, std::string_view& rest) {
  size_t end = rest.find_first_not_of("-+ #0123456789.");
  std::string flags(rest.substr(0, end));
  size_t point = std::min(flags.find('.'), flags.size());
  std::string_view view(flags);
  std::string_view width =
      view.substr(0, point).substr(std::min(view.find_first_not_of("-+ #0"), point));
  std::string_view precision = view.substr(std::min(point + 1, flags.size()));
  bool bad = end == std::string_view::npos || width.size() > 2 || precision.size() > 2 ||
             precision.find_first_not_of("0123456789") != std::string_view::npos ||
             width.find_first_not_of("0123456789") != std::string_view::npos ||
             view.substr(0, point).size() - width.size() > 5;
  if (bad) luaL_error(lua, "invalid conversion '%%%s' to 'format'", flags.c_str());
  rest.remove_prefix(end);
  return flags;
}

void add_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '"' || c == '\\' || c == '\n') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      bool digit_follows = i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9';
      out += digit_follows ? fmt::format("\\{:03}", static_cast<int>(c))
                           : fmt::format("\\{}", static_cast<int>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

void add_number(lua_State* lua, std::string& out, const std::string& flags, char kind, int arg) {
  char text[500];  // %99.99f of the largest double takes 410
  int size = 0;
  if (std::string_view("diouxX").find(kind) != std::string_view::npos) {
    std::string directive = fmt::format("%{}ll{}", flags, kind == 'i' ? 'd' : kind);
    size = std::snprintf(text, sizeof text, directive.c_str(), luaL_checkinteger(lua, arg));
  } else {
    std::string directive = fmt::format("%{}{}", flags, kind);
    size = std::snprintf(text, sizeof text, directive.c_str(), luaL_checknumber(lua, arg));
  }
  out.append(text, static_cast<size_t>(std::clamp(size, 0, 499)));
}

void add_text(lua_State* lua, std::string& out, const std::string& flags, int arg) {
  push_text(lua, arg);
  size_t size = 0;
  const char* text = lua_tolstring(lua, -1, &size);
  std::string_view shown(text, size);
  size_t point = flags.find('.');
  if (point != std::string::npos) {
    shown = shown.substr(0, static_cast<size_t>(std::atoi(flags.c_str() + point + 1)));
  }
  size_t sign = flags.find_first_of("123456789");
  size_t width = sign < point ? static_cast<size_t>(std::atoi(flags.c_str() + sign)) : 0;
  size_t pad = width > shown.size() ? width - shown.size() : 0;
  bool left = flags.find('-') != std::string::npos;
  if (!left) out.append(pad, ' ');
  out += shown;
  if (left) out.append(pad, ' ');
  lua_pop(lua, 1);
}

/// Text that grows in C++'s memory must not go over what Lua's may have.
void check_growth(lua_State* lua, const std::string& out) {
  if (out.size() > (size_t{16} << 20)) luaL_error(lua, "resulting string too large");
}

}  // namespace

const luaL_Reg* text_functions() { return kTextFunctions; }

void push_text(lua_State* lua, int index) {
  int type = lua_type(lua, index);
  bool addressed = type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TUSERDATA ||
                   type == LUA_TLIGHTUSERDATA || type == LUA_TTHREAD;
  if (addressed && luaL_getmetafield(lua, index, "__tostring") == LUA_TNIL) {
    lua_pushstring(lua, lua_typename(lua, type));
    return;
  }
  if (addressed) lua_pop(lua, 1);
  luaL_tolstring(lua, index, nullptr);
}

void push_formatted(lua_State* lua, int first) {
  std::string_view rest = check_text(lua, first);
  int arg = first;
  std::string out;
  while (!rest.empty()) {
    size_t percent = std::min(rest.find('%'), rest.size());
    out += rest.substr(0, percent);
    rest.remove_prefix(percent);
    if (rest.empty()) break;
    rest.remove_prefix(1);
    if (rest.starts_with('%')) {
      out += '%';
      rest.remove_prefix(1);
      continue;
    }
    std::string flags = take_directive(lua, rest);
    char kind = rest.front();
    rest.remove_prefix(1);
    luaL_checkany(lua, ++arg);
    if (kind == 's') {
      add_text(lua, out, flags, arg);
    } else if (kind == 'q') {
      if (!lua_isstring(lua, arg)) luaL_argerror(lua, arg, "value has no literal form");
      add_quoted(out, check_text(lua, arg));
    } else if (kind == 'c') {
      out += static_cast<char>(luaL_checkinteger(lua, arg));
    } else if (std::string_view("diouxXaAeEfFgG").find(kind) != std::string_view::npos) {
      add_number(lua, out, flags, kind, arg);
    } else {
      luaL_error(lua, "invalid conversion '%%%s%c' to 'format'", flags.c_str(), kind);
    }
    LuaState::of(lua).spend(1);
    check_growth(lua, out);
  }
  LuaState::of(lua).spend(out.size() / 16);
  lua_pushlstring(lua, out.data(), out.size());
}

}  // namespace drydock::validate::policy
