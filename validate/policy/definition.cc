#include "validate/policy/definition.h"

#include <lua5.4/lua.hpp>

#include "core/error.h"
#include "core/regex.h"
#include "core/suggest.h"
#include "validate/policy/param_types.h"

namespace drydock::validate::policy {
namespace {

std::string_view text_at(lua_State* lua, int index) {
  size_t size = 0;
  const char* text = lua_tolstring(lua, index, &size);
  return {text, size};
}

[[noreturn]] void refuse(lua_State* lua, const std::string& message) {
  luaL_error(lua, "%s", message.c_str());
  std::abort();  // luaL_error never returns
}

/// Walks the fields of the table at the top of the stack in the order of `known`; others are
/// errors.
class Fields {
 public:
  Fields(lua_State* lua, std::string what, std::vector<std::string_view> known)
      : lua_(lua), what_(std::move(what)), table_(lua_gettop(lua)) {
    lua_pushnil(lua_);
    while (lua_next(lua_, table_)) {
      lua_pop(lua_, 1);
      if (lua_type(lua_, -1) != LUA_TSTRING) {
        refuse(lua_, fmt::format("{} takes named fields only", what_));
      }
      std::string_view key = text_at(lua_, -1);
      if (std::find(known.begin(), known.end(), key) == known.end()) {
        refuse(lua_, fmt::format("{} has no field `{}`{}", what_, key, did_you_mean(key, known)));
      }
    }
  }

  /// Calls `read` with the value at the top of the stack, unless it is nil.
  template <class F>
  bool with(const char* key, int type, F read) {
    lua_getfield(lua_, table_, key);
    bool there = !lua_isnil(lua_, -1);
    if (there && type != LUA_TNONE && lua_type(lua_, -1) != type) {
      refuse(lua_, fmt::format("`{}` of {} is a {}, not a {}", key, what_, lua_typename(lua_, type),
                               luaL_typename(lua_, -1)));
    }
    if (there) read();
    lua_settop(lua_, table_);
    return there;
  }

  void text(const char* key, std::string& into) {
    with(key, LUA_TSTRING, [&] { into = text_at(lua_, -1); });
  }
  void flag(const char* key, bool& into) {
    with(key, LUA_TBOOLEAN, [&] { into = lua_toboolean(lua_, -1); });
  }
  void number(const char* key, std::optional<double>& into) {
    with(key, LUA_TNUMBER, [&] { into = lua_tonumber(lua_, -1); });
  }

  /// Each item of a list of texts.
  template <class F>
  void texts(const char* key, F take) {
    with(key, LUA_TTABLE, [&] {
      int list = lua_gettop(lua_);
      auto count = static_cast<lua_Integer>(lua_rawlen(lua_, list));
      lua_Integer fields = 0;
      for (lua_pushnil(lua_); lua_next(lua_, list); lua_pop(lua_, 1)) ++fields;
      if (fields != count) {
        refuse(lua_, fmt::format("`{}` of {} is a list of texts", key, what_));
      }
      for (lua_Integer i = 1; i <= count; ++i) {
        if (lua_rawgeti(lua_, list, i) != LUA_TSTRING) {
          refuse(lua_, fmt::format("`{}` of {} is a list of texts", key, what_));
        }
        take(text_at(lua_, -1));
        lua_pop(lua_, 1);
      }
    });
  }

 private:
  lua_State* lua_;
  std::string what_;
  int table_;
};

void read_labels(lua_State* lua, Match& match) {
  int table = lua_gettop(lua);
  std::vector<std::pair<std::string, Glob>> labels;
  for (lua_pushnil(lua); lua_next(lua, table); lua_pop(lua, 1)) {
    bool any = lua_isboolean(lua, -1) && lua_toboolean(lua, -1);
    if (lua_type(lua, -2) != LUA_TSTRING || (!any && lua_type(lua, -1) != LUA_TSTRING)) {
      refuse(lua, "`labels` of match has texts or true for labels: {app = \"web-*\", tier = true}");
    }
    labels.emplace_back(text_at(lua, -2),
                        Glob(any ? std::string_view("*") : text_at(lua, -1), GlobKind::Name));
  }
  std::sort(labels.begin(), labels.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  match.labels = std::move(labels);
}

Match read_match(lua_State* lua) {
  Match match;
  Fields fields(lua, "match",
                {"kinds", "pods", "namespaces", "names", "projects", "clusters", "labels"});
  fields.texts("kinds", [&](std::string_view kind) {
    if (kind.empty()) refuse(lua, "a kind of match is empty");
    match.kinds.push_back(read_kind_pattern(kind));
  });
  fields.flag("pods", match.pods);
  fields.texts("namespaces", [&](std::string_view text) { match.namespaces.add(text); });
  fields.texts("names", [&](std::string_view text) { match.names.add(text); });
  fields.texts("projects", [&](std::string_view text) { match.projects.add(text); });
  fields.texts("clusters", [&](std::string_view text) { match.clusters.add(text); });
  fields.with("labels", LUA_TTABLE, [&] { read_labels(lua, match); });
  return match;
}

/// A default as documentation shows it.
std::string shown(lua_State* lua, int index, int depth = 0) {
  index = lua_absindex(lua, index);
  if (lua_type(lua, index) == LUA_TSTRING) return fmt::format("\"{}\"", text_at(lua, index));
  if (lua_isboolean(lua, index)) return lua_toboolean(lua, index) ? "true" : "false";
  if (lua_isinteger(lua, index)) return std::to_string(lua_tointeger(lua, index));
  if (lua_isnumber(lua, index)) return fmt::format("{}", lua_tonumber(lua, index));
  if (!lua_istable(lua, index) || depth > 3) return "...";
  std::vector<std::string> items;
  auto count = static_cast<lua_Integer>(lua_rawlen(lua, index));
  for (lua_Integer i = 1; i <= count && i <= 30; ++i) {
    lua_rawgeti(lua, index, i);
    items.push_back(shown(lua, -1, depth + 1));
    lua_pop(lua, 1);
  }
  if (count > 0) return fmt::format("[{}]", fmt::join(items, ", "));
  luaL_checkstack(lua, 10, nullptr);
  for (lua_pushnil(lua); lua_next(lua, index); lua_pop(lua, 1)) {
    if (lua_type(lua, -2) == LUA_TSTRING) {
      items.push_back(fmt::format("{}: {}", text_at(lua, -2), shown(lua, -1, depth + 1)));
    }
  }
  std::sort(items.begin(), items.end());
  return items.empty() ? "[]" : fmt::format("{{{}}}", fmt::join(items, ", "));
}

Parameter read_parameter(lua_State* lua, std::string name) {
  Parameter parameter;
  parameter.name = std::move(name);
  if (lua_type(lua, -1) == LUA_TSTRING) {  // name = "string[]"
    parameter.type = text_at(lua, -1);
  } else if (lua_istable(lua, -1)) {
    std::string what = fmt::format("parameter `{}`", parameter.name);
    Fields fields(lua, what,
                  {"type", "default", "help", "required", "enum", "minimum", "maximum", "pattern"});
    fields.text("type", parameter.type);
    fields.text("help", parameter.help);
    fields.flag("required", parameter.required);
    fields.number("minimum", parameter.minimum);
    fields.number("maximum", parameter.maximum);
    fields.text("pattern", parameter.pattern);
    fields.texts("enum", [&](std::string_view one) { parameter.choices.emplace_back(one); });
    fields.with("default", LUA_TNONE, [&] {
      parameter.shown_default = shown(lua, -1);
      std::string problem = parameter_problem(lua, -1, parameter);
      if (!problem.empty()) refuse(lua, fmt::format("the default of {} {}", what, problem));
    });
  } else {
    refuse(lua,
           fmt::format("parameter `{}` is a table like {{type = \"string[]\", default = {{}}}}",
                       parameter.name));
  }
  if (!is_parameter_type(parameter.type)) {
    refuse(lua, fmt::format("parameter `{}` has the type `{}`; types are string, number, integer, "
                            "boolean, object and any, with [] for lists",
                            parameter.name, parameter.type));
  }
  if (!parameter.pattern.empty()) {
    try {
      Regex check(parameter.pattern);
    } catch (const Error& error) {
      refuse(lua, fmt::format("the pattern of parameter `{}`: {}", parameter.name, error.what()));
    }
  }
  return parameter;
}

void read_parameters(lua_State* lua, Policy& policy) {
  int table = lua_gettop(lua);
  for (lua_pushnil(lua); lua_next(lua, table); lua_settop(lua, table + 1)) {
    if (lua_type(lua, -2) != LUA_TSTRING) refuse(lua, "parameters have names");
    policy.params.push_back(read_parameter(lua, std::string(text_at(lua, -2))));
  }
  std::sort(policy.params.begin(), policy.params.end(),
            [](const Parameter& a, const Parameter& b) { return a.name < b.name; });
}

template <class T, size_t N>
T choice(lua_State* lua, const char* key, std::string_view text,
         const std::pair<std::string_view, T> (&rows)[N]) {
  std::vector<std::string_view> names;
  for (const auto& row : rows) {
    if (row.first == text) return row.second;
    names.push_back(row.first);
  }
  refuse(lua, fmt::format("`{}` is one of {}, not `{}`{}", key, fmt::join(names, ", "), text,
                          did_you_mean(text, names)));
}

constexpr std::pair<std::string_view, Severity> kSeverities[] = {
    {"error", Severity::Error}, {"warning", Severity::Warning}, {"info", Severity::Info}};
constexpr std::pair<std::string_view, Scope> kScopes[] = {
    {"object", Scope::Object}, {"project", Scope::Project}, {"repo", Scope::Repo}};

}  // namespace

void PatternList::add(std::string_view pattern) {
  bool refused = pattern.starts_with('!');
  if (refused) pattern.remove_prefix(1);
  (refused ? refused_ : wanted_).emplace_back(pattern, GlobKind::Name);
}

bool PatternList::matches(std::string_view text) const {
  return (wanted_.empty() || matches_any(wanted_, text)) && !matches_any(refused_, text);
}

bool is_kebab_case(std::string_view id) {
  if (id.empty() || id.size() > 100) return false;
  char before = '-';
  for (char c : id) {
    bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!word && (c != '-' || before == '-')) return false;
    before = c;
  }
  return before != '-';
}

KindPattern read_kind_pattern(std::string_view text) {
  bool refused = text.starts_with('!');
  if (refused) text.remove_prefix(1);
  std::optional<Glob> group;
  std::optional<Glob> version;
  size_t slash = text.rfind('/');
  if (slash != std::string_view::npos) {
    std::string_view before = text.substr(0, slash);
    text.remove_prefix(slash + 1);
    size_t inner = before.find('/');
    if (inner != std::string_view::npos) {
      version.emplace(before.substr(inner + 1), GlobKind::Name);
      before = before.substr(0, inner);
    } else if (before.size() > 1 && before[0] == 'v' && before[1] >= '0' && before[1] <= '9') {
      version.emplace(before, GlobKind::Name);  // "v1/Pod"
      before = "";
    }
    group.emplace(before, GlobKind::Name);
  } else if (size_t dot = text.find('.'); dot != std::string_view::npos) {
    group.emplace(text.substr(dot + 1), GlobKind::Name);
    text = text.substr(0, dot);
  }
  return {Glob(text, GlobKind::Name), std::move(group), std::move(version), refused};
}

Policy read_definition(lua_State* lua) {
  luaL_checkstack(lua, 50, nullptr);
  Policy policy;
  Fields fields(lua, "a policy",
                {"id", "title", "help", "severity", "scope", "match", "params", "waivable", "data",
                 "check", "claims"});
  fields.text("id", policy.id);
  if (!is_kebab_case(policy.id)) {
    refuse(lua, fmt::format("the id of a policy is like `no-host-path`, not `{}`", policy.id));
  }
  if (find_rule(policy.id)) {
    refuse(lua, fmt::format("`{}` is the id of a built-in rule", policy.id));
  }
  fields.text("title", policy.title);
  if (policy.title.empty()) refuse(lua, fmt::format("policy `{}` has no title", policy.id));
  fields.text("help", policy.help);
  fields.with("severity", LUA_TSTRING,
              [&] { policy.severity = choice(lua, "severity", text_at(lua, -1), kSeverities); });
  fields.with("scope", LUA_TSTRING,
              [&] { policy.scope = choice(lua, "scope", text_at(lua, -1), kScopes); });
  fields.with("match", LUA_TTABLE, [&] { policy.match = read_match(lua); });
  fields.with("params", LUA_TTABLE, [&] { read_parameters(lua, policy); });
  fields.flag("waivable", policy.waivable);
  fields.texts("data", [&](std::string_view one) { policy.data.emplace_back(one); });
  policy.has_check = fields.with("check", LUA_TFUNCTION, [] {});
  policy.has_claims = fields.with("claims", LUA_TFUNCTION, [] {});
  if (!policy.has_check && !policy.has_claims) {
    refuse(lua, fmt::format("policy `{}` has neither `check` nor `claims`", policy.id));
  }
  if (policy.has_claims && policy.scope != Scope::Object) {
    refuse(lua, "`claims` is for policies with scope \"object\"");
  }
  return policy;
}

}  // namespace drydock::validate::policy
