#include "core/semver.h"
#include "validate/policy/context.h"
#include "validate/policy/context_arguments.h"
#include "validate/policy/sandbox.h"
#include "validate/policy/values.h"

namespace drydock::validate::policy {
namespace {

void push_number(lua_State* lua, std::optional<double> value) {
  if (!value) return lua_pushnil(lua);
  auto whole = static_cast<lua_Integer>(*value);
  bool is_whole = std::abs(*value) < 9e15 && static_cast<double>(whole) == *value;
  is_whole ? lua_pushinteger(lua, whole) : lua_pushnumber(lua, *value);
}

/// A number or text, or nil; a table would be a mistake.
std::optional<std::string_view> plain_argument(lua_State* lua, int index) {
  if (lua_isnoneornil(lua, index)) return {};
  if (!lua_isstring(lua, index)) luaL_typeerror(lua, index, "text or number");
  return check_text(lua, index);
}

int quantity(lua_State* lua) {
  luaL_checkany(lua, 1);
  std::optional<std::string_view> text = plain_argument(lua, 1);
  push_number(lua, text ? quantity_value(*text) : std::nullopt);
  return 1;
}

int duration(lua_State* lua) {
  luaL_checkany(lua, 1);
  std::optional<std::string_view> text = plain_argument(lua, 1);
  push_number(lua, text ? duration_seconds(*text) : std::nullopt);
  return 1;
}

int cidr(lua_State* lua) {
  std::optional<bool> contains = cidr_contains(check_text(lua, 1), check_text(lua, 2));
  if (contains) {
    lua_pushboolean(lua, *contains);
  } else {
    lua_pushnil(lua);
  }
  return 1;
}

/// One pattern or a list of them.
int glob(lua_State* lua) {
  PolicyState& state = PolicyState::of(lua);
  std::string_view text = check_text(lua, 2);
  bool fits = false;
  if (lua_type(lua, 1) == LUA_TSTRING) {
    LuaState::of(lua).spend(20 + text.size() / 4);
    fits = state.glob(check_text(lua, 1)).matches(text);
  } else if (lua_istable(lua, 1) || to_node(lua, 1)) {
    lua_Integer count = luaL_len(lua, 1);
    for (lua_Integer i = 1; i <= count && !fits; ++i) {
      if (lua_geti(lua, 1, i) != LUA_TSTRING) luaL_argerror(lua, 1, "a list of patterns has texts");
      LuaState::of(lua).spend(20 + text.size() / 4);
      fits = state.glob(check_text(lua, -1)).matches(text);
      lua_pop(lua, 1);
    }
  } else {
    return luaL_typeerror(lua, 1, "pattern or list of patterns");
  }
  lua_pushboolean(lua, fits);
  return 1;
}

/// An expression costs more the first time than matching does; argument 1 is the expression. The
/// registry knows those that were compiled.
void pay_for_compiling(lua_State* lua) {
  luaL_getsubtable(lua, LUA_REGISTRYINDEX, "expressions");
  lua_pushvalue(lua, 1);
  if (lua_rawget(lua, -2) == LUA_TNIL) {
    LuaState::of(lua).spend(20'000);
    lua_pushvalue(lua, 1);
    lua_pushboolean(lua, 1);
    lua_rawset(lua, -4);
  }
  lua_pop(lua, 2);
}

/// The first match and its groups, as string.match has them; nil for no match.
int regex(lua_State* lua) {
  return with_errors(lua, [&]() -> int {
    std::string_view pattern = check_text(lua, 1);
    std::string_view text = check_text(lua, 2);
    pay_for_compiling(lua);
    const Regex& compiled = PolicyState::of(lua).regex(pattern);
    LuaState::of(lua).spend(50 + compiled.weight() * text.size() / 8);
    int groups = std::min(compiled.group_count(), 30);
    RegexSearch search(compiled, text, groups);
    if (!search.search(0)) {
      lua_pushnil(lua);
      return 1;
    }
    luaL_checkstack(lua, groups + 2, nullptr);
    for (int i = groups == 0 ? 0 : 1; i <= groups; ++i) {
      RegexSpan span = search.spans()[static_cast<size_t>(i)];
      if (span.found()) {
        push_string(lua, text.substr(span.start, span.end - span.start));
      } else {
        lua_pushboolean(lua, 0);
      }
    }
    return std::max(groups, 1);
  });
}

std::optional<SemVersion> version_of(std::string_view text) {
  try {
    return SemVersion::parse(text);
  } catch (const Error&) {
    return {};
  }
}

std::string version_text(lua_State* lua, int index) {
  if (lua_type(lua, index) == LUA_TSTRING) return std::string(check_text(lua, index));
  luaL_checktype(lua, index, LUA_TTABLE);
  push_behind(lua, index);
  lua_getfield(lua, -1, "text");
  std::string text(check_text(lua, -1));
  lua_pop(lua, 2);
  return text;
}

int compared(lua_State* lua) {
  std::string a = version_text(lua, 1);
  std::string b = version_text(lua, 2);
  std::optional<SemVersion> left = version_of(a);
  std::optional<SemVersion> right = version_of(b);
  if (!left || !right) return luaL_error(lua, "this is no version");
  return compare(*left, *right);
}

int version_less(lua_State* lua) {
  lua_pushboolean(lua, compared(lua) < 0);
  return 1;
}
int version_less_equal(lua_State* lua) {
  lua_pushboolean(lua, compared(lua) <= 0);
  return 1;
}
int version_equal(lua_State* lua) {
  lua_pushboolean(lua, compared(lua) == 0);
  return 1;
}

void push_version(lua_State* lua, const SemVersion& version) {
  lua_createtable(lua, 0, 5);
  const std::pair<const char*, uint64_t> numbers[] = {
      {"major", version.major}, {"minor", version.minor}, {"patch", version.patch}};
  for (const auto& [key, number] : numbers) {
    lua_pushinteger(lua, static_cast<lua_Integer>(number));
    lua_setfield(lua, -2, key);
  }
  push_string(lua, version.prerelease);
  lua_setfield(lua, -2, "prerelease");
  push_string(lua, version.text());
  lua_setfield(lua, -2, "text");
  if (luaL_newmetatable(lua, "version")) {
    lua_pushcfunction(lua, &version_less);
    lua_setfield(lua, -2, "__lt");
    lua_pushcfunction(lua, &version_less_equal);
    lua_setfield(lua, -2, "__le");
    lua_pushcfunction(lua, &version_equal);
    lua_setfield(lua, -2, "__eq");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
  }
  lua_setmetatable(lua, -2);
}

int semver(lua_State* lua) {
  return with_errors(lua, [&]() -> int {
    std::string_view text = check_text(lua, 1);
    LuaState::of(lua).spend(50 + text.size());
    std::optional<SemVersion> version = version_of(text);
    if (!version) {
      lua_pushnil(lua);
    } else if (lua_isnoneornil(lua, 2)) {
      push_version(lua, *version);
    } else {
      lua_pushboolean(lua, SemConstraint::parse(check_text(lua, 2)).allows(*version));
    }
    return 1;
  });
}

// clang-format off
constexpr ContextFunction kFunctions[] = {
    {"quantity", "VALUE", quantity, "the number of a quantity: \"100m\" is 0.1, \"1Gi\" 1073741824; nil for nil and for what is none"},
    {"duration", "TEXT", duration, "seconds of \"1h30m\", also with d and w; nil for nil and for what is none"},
    {"semver", "TEXT, RANGE", semver, "a version {major, minor, patch, prerelease, text} that can be compared, nil when it is none; with a RANGE such as \">=1.2, <2\" whether it is in it"},
    {"glob", "PATTERN, TEXT", glob, "whether a pattern (`*`, `?`, `[a-z]`), or one of a list of them, fits the whole text"},
    {"regex", "PATTERN, TEXT", regex, "the first match of an RE2 expression, or its groups (false for a group without match); nil when there is none"},
    {"cidr", "RANGE, ADDRESS", cidr, "whether a range has an address or another range in it; nil when one of them is none"},
    {nullptr, nullptr, nullptr, nullptr},
};
// clang-format on

}  // namespace

const ContextFunction* value_functions() { return kFunctions; }

}  // namespace drydock::validate::policy
