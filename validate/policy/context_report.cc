#include "validate/policy/context.h"
#include "validate/policy/context_arguments.h"
#include "validate/policy/text_functions.h"

namespace drydock::validate::policy {
namespace {

/// Fills in where the first argument is; `below` is a path from it, or empty.
void locate(lua_State* lua, Hit& hit, std::string_view below) {
  PolicyState& state = PolicyState::of(lua);
  hit.project = state.project();
  if (const ProjectProxy* project = to_project(lua, 1)) {
    hit.project = project->project;
    const RenderedProject& rendered = *project->project;
    hit.where = rendered.project->defined_at;
    if (!hit.where.file && !rendered.set.resources.empty()) {
      hit.where = rendered.set.resources.front().root->where();
    }
    return;
  }
  const NodeProxy* node = to_node(lua, 1);
  const FieldProxy* field = to_field(lua, 1);
  if (!(node && node->object) && !(field && field->object)) {
    luaL_argerror(
        lua, 1,
        fmt::format("a node of an object is needed, not a {}: pass the table that holds a "
                    "plain value, or ctx.at(node, \"field\")",
                    luaL_typename(lua, 1))
            .c_str());
  }
  const ObjectRef& object = node ? *node->object : *field->object;
  const Node& base = node ? *node->node : *field->base;
  std::string path = field ? field_path_of(lua, 1) : "";
  if (!below.empty())
    path = path.empty() || below.starts_with('[') ? path + std::string(below)
                                                  : fmt::format("{}.{}", path, below);
  PathEnd end = find_path_end(base, parse_field_path(path));
  hit.where = position_of(object, base, &hit.field);
  if (end.deepest != &base) hit.where = position_of(object, *end.deepest, nullptr);
  if (!end.field.empty()) {
    bool dotted = !hit.field.empty() && !end.field.starts_with('[');
    hit.field += (dotted ? "." : "") + end.field;
  }
  hit.object = &object;
  hit.project = object.project;
}

std::string text_field(lua_State* lua, int table, const char* key) {
  std::string text;
  if (lua_getfield(lua, table, key) != LUA_TNIL) {
    push_text(lua, lua_gettop(lua));
    size_t size = 0;
    const char* data = lua_tolstring(lua, -1, &size);
    text.assign(data, std::min(size, size_t{2000}));
    lua_pop(lua, 1);
  }
  lua_pop(lua, 1);
  return text;
}

/// `fix` is a text, or {text = ..., set = {field = value}}.
Fix read_fix(lua_State* lua, int table) {
  Fix fix;
  int type = lua_getfield(lua, table, "fix");
  int at = lua_gettop(lua);
  if (type == LUA_TSTRING) {
    fix.text = check_text(lua, at);
  } else if (type == LUA_TTABLE) {
    fix.text = text_field(lua, at, "text");
    if (lua_getfield(lua, at, "set") == LUA_TTABLE) {
      int set = lua_gettop(lua);
      for (lua_pushnil(lua); lua_next(lua, set) && fix.set.size() < 50; lua_settop(lua, set + 1)) {
        if (lua_type(lua, set + 1) != LUA_TSTRING) continue;
        bool is_string = lua_type(lua, set + 2) == LUA_TSTRING;
        push_text(lua, set + 2);
        fix.set.emplace_back(check_text(lua, set + 1), check_text(lua, -1));
        FixStep step{FixStep::Kind::SetField};
        step.field = fix.set.back().first;
        step.text = fix.set.back().second;
        step.is_string = is_string;
        fix.steps.push_back(std::move(step));
      }
      std::sort(fix.set.begin(), fix.set.end());
    }
  } else if (type != LUA_TNIL) {
    luaL_error(lua, "`fix` is a text or a table {text = ..., set = {field = value}}");
  }
  lua_settop(lua, at - 1);
  return fix;
}

/// Says where the fields of `set` stand in the source: a value that is there is replaced, another
/// added to the deepest mapping that is there.
void place_steps(lua_State* lua, Fix& fix) {
  const NodeProxy* proxy = to_node(lua, 1);
  for (FixStep& step : fix.steps) {
    const Node* at = proxy && proxy->object ? proxy->node : nullptr;
    std::string_view rest = step.field;
    while (at && !rest.empty()) {
      size_t dot = std::min(rest.find('.'), rest.size());
      const Node* below = at->find(rest.substr(0, dot));
      if (!below) break;
      at = below;
      rest.remove_prefix(std::min(dot + 1, rest.size()));
    }
    bool usable = at && at->line > 0 && (rest.empty() ? at->is_scalar() : at->is_mapping());
    if (!usable) return fix.steps.clear();
    step.where = at->where();
    if (rest.empty()) {
      step.kind = FixStep::Kind::SetValue;
      step.old = at->text();
    } else {
      step.field = rest;
    }
  }
}

int report(lua_State* lua, Severity severity) {
  return with_errors(lua, [&]() -> int {
    Hit hit;
    hit.severity = severity;
    luaL_checkany(lua, 1);
    LuaState::of(lua).spend(200);
    if (lua_istable(lua, 2)) {
      hit.message = text_field(lua, 2, "message");
      hit.help = text_field(lua, 2, "help");
      hit.fix = read_fix(lua, 2);
      place_steps(lua, hit.fix);
      std::string field = text_field(lua, 2, "field");
      if (hit.message.empty()) luaL_argerror(lua, 2, "the table has no `message`");
      locate(lua, hit, field);
    } else {
      if (lua_type(lua, 2) != LUA_TSTRING) luaL_typeerror(lua, 2, "message or table with one");
      push_formatted(lua, 2);
      hit.message = check_text(lua, -1);
      lua_pop(lua, 1);
      locate(lua, hit, "");
    }
    PolicyState::of(lua).add_hit(std::move(hit));
    return 0;
  });
}

int deny(lua_State* lua) { return report(lua, PolicyState::of(lua).policy().severity); }
int warn(lua_State* lua) { return report(lua, Severity::Warning); }
int info(lua_State* lua) { return report(lua, Severity::Info); }

// clang-format off
constexpr ContextFunction kFunctions[] = {
    {"deny", "NODE, FORMAT, ...", deny, "a finding at NODE with the policy's severity; instead of FORMAT a table {message=, help=, field=, fix=}"},
    {"warn", "NODE, FORMAT, ...", warn, "the same with severity warning"},
    {"info", "NODE, FORMAT, ...", info, "the same with severity info"},
    {nullptr, nullptr, nullptr, nullptr},
};
// clang-format on

}  // namespace

const ContextFunction* report_functions() { return kFunctions; }

}  // namespace drydock::validate::policy
