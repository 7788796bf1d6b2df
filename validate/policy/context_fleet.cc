#include "core/tree.h"
#include "core/yaml/read.h"
#include "validate/label_selector.h"
#include "validate/policy/context.h"
#include "validate/policy/context_arguments.h"
#include "validate/policy/sandbox.h"

namespace drydock::validate::policy {
namespace {

constexpr std::string_view kFindKeys[] = {"cluster", "group",     "kind",   "labels",
                                          "name",    "namespace", "project"};

std::string text_of(lua_State* lua, const char* key, bool& there) {
  std::string text;
  int type = lua_getfield(lua, 1, key);
  there = type != LUA_TNIL;
  if (there && type != LUA_TSTRING) {
    luaL_error(lua, "`%s` of ctx.find is a text, not a %s", key, luaL_typename(lua, -1));
  }
  if (there) text = check_text(lua, -1);
  lua_pop(lua, 1);
  return text;
}

void check_keys(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  push_behind(lua, 1);
  for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1)) {
    std::string_view key = lua_type(lua, -2) == LUA_TSTRING ? check_text(lua, -2) : "";
    if (std::find(std::begin(kFindKeys), std::end(kFindKeys), key) == std::end(kFindKeys)) {
      luaL_error(
          lua, "ctx.find takes kind, group, namespace, name, labels, project and cluster, not `%s`",
          luaL_tolstring(lua, -2, nullptr));
    }
  }
  lua_pop(lua, 1);
}

int find(lua_State* lua) {
  lua_settop(lua, 1);
  check_keys(lua);
  PolicyState& state = PolicyState::of(lua);
  bool there = false;
  bool has_group = false;
  bool has_namespace = false;
  std::string kind = text_of(lua, "kind", there);
  std::string group = text_of(lua, "group", has_group);
  std::string namespace_name = text_of(lua, "namespace", has_namespace);
  std::string name = text_of(lua, "name", there);
  std::string project = text_of(lua, "project", there);
  std::string cluster = text_of(lua, "cluster", there);
  if (size_t slash = kind.rfind('/'); slash != std::string::npos) {  // "apps/Deployment"
    group = kind.substr(0, slash);
    kind = kind.substr(slash + 1);
    has_group = true;
  }
  if (state.project()) {  // of an object or project: those beside it
    if (!there) cluster = state.project()->project->cluster;
    if (state.policy().scope == Scope::Project && project.empty()) {
      project = state.project()->project->name;
    }
  }
  if (project == "*") project.clear();
  lua_getfield(lua, 1, "labels");
  const Node* selector = node_argument(lua, lua_gettop(lua)).node;
  bool old = state.object() && state.object()->is_old && state.facts().old;
  const FleetIndex& index = old ? *state.facts().old : *state.facts().index;
  lua_newtable(lua);
  int list = lua_gettop(lua);
  lua_Integer count = 0;
  ObjectQuery query{kind,           group, !has_group, namespace_name,
                    !has_namespace, name,  cluster,    project};
  size_t looked = index.find(query, [&](const ObjectRef& object) {
    if (selector) {
      const Node* metadata = object.resource->root->find("metadata");
      if (!selector_matches(selector, metadata ? metadata->find("labels") : nullptr)) return;
    }
    LuaState::of(lua).spend(5);
    state.touch(object);
    push_object(lua, object);
    lua_rawseti(lua, list, ++count);
  });
  LuaState::of(lua).spend(20 + looked);
  return 1;
}

int old(lua_State* lua) {
  const ObjectRef& object = check_object(lua, 1);
  PolicyState& state = PolicyState::of(lua);
  const RunFacts& facts = state.facts();
  LuaState::of(lua).spend(30);
  const ObjectRef* found = nullptr;
  if (facts.old && !object.is_old) {
    found = facts.old->same_object(object.project->project->cluster, facts.index->id_of(object));
  }
  if (!found) {
    lua_pushnil(lua);
    return 1;
  }
  state.touch(*found);
  push_object(lua, *found);
  return 1;
}

int project_of(lua_State* lua) {
  push_project(lua, *check_object(lua, 1).project);
  return 1;
}

/// Tables of a YAML or JSON file that the policy names in `data`.
int data(lua_State* lua) {
  return with_errors(lua, [&]() -> int {
    PolicyState& state = PolicyState::of(lua);
    std::string name(check_text(lua, 1));
    const Policy& policy = state.policy();
    bool declared = std::find(policy.data.begin(), policy.data.end(), name) != policy.data.end();
    if (!declared) {
      return luaL_error(lua, "the policy does not declare `%s`: data = {\"%s\"}", name.c_str(),
                        name.c_str());
    }
    std::optional<std::string> path = join_path(parent_path(policy.where.path()), name);
    auto file = path ? state.set().data.find(*path) : state.set().data.end();
    if (file == state.set().data.end())
      return luaL_error(lua, "there is no file `%s`", name.c_str());
    LuaState::of(lua).spend(file->second->text.size() / 4);
    YamlDocuments documents = read_yaml(*file->second, state.scratch());
    if (!documents.go_error.empty()) {
      return luaL_error(lua, "%s: %s", name.c_str(), documents.problems.front().message.c_str());
    }
    push_plain(lua, documents.roots.empty() ? nullptr : documents.roots.front());
    if (lua_istable(lua, -1)) freeze(lua, -1);
    return 1;
  });
}

// clang-format off
constexpr ContextFunction kFunctions[] = {
    {"find", "QUERY", find, "a list of the objects with {kind=, group=, namespace=, name=, labels=, project=, cluster=}, in the order of projects and files; for an object's or project's policy those of the same cluster, for a project's only its own unless `project` names another, or \"*\""},
    {"old", "RES", old, "the same object in the base revision; nil when there is none, or no base"},
    {"project_of", "RES", project_of, "the project that an object is of"},
    {"data", "FILE", data, "tables of a YAML or JSON file beside the policy, which it names in `data`"},
    {nullptr, nullptr, nullptr, nullptr},
};
// clang-format on

void push_cluster(lua_State* lua, const PolicyState& state) {
  const Settings& settings = state.facts().index->fleet().settings();
  const std::string& name = state.project()->project->cluster;
  lua_newtable(lua);
  push_string(lua, name);
  lua_setfield(lua, -2, "name");
  push_string(lua, settings.kubernetes_version);
  lua_setfield(lua, -2, "version");
  lua_newtable(lua);
  for (const ClusterSettings& cluster : settings.clusters) {
    if (cluster.name != name) continue;
    for (const auto& [key, value] : cluster.labels) {
      push_string(lua, key);
      push_string(lua, value);
      lua_rawset(lua, -3);
    }
    if (!cluster.kubernetes_version.empty()) {
      push_string(lua, cluster.kubernetes_version);
      lua_setfield(lua, -3, "version");
    }
  }
  lua_setfield(lua, -2, "labels");
}

/// What `ctx` has besides functions.
int context_index(lua_State* lua) {
  PolicyState& state = PolicyState::of(lua);
  std::string_view key = check_text(lua, 2);
  if (key == "project" && state.project()) {
    push_project(lua, *state.project());
  } else if (key == "cluster" && state.project()) {
    push_cluster(lua, state);
  } else if (key == "file" && state.object()) {
    push_string(lua, state.object()->resource->root->where().path());
  } else if (key == "project" || key == "cluster" || key == "file") {
    lua_pushnil(lua);
  } else {
    return luaL_error(lua, "ctx has no `%s`; `drydock policy doc` lists what it has",
                      luaL_checkstring(lua, 2));
  }
  return 1;
}

}  // namespace

const ContextFunction* fleet_functions() { return kFunctions; }

void push_context_base(lua_State* lua) {
  lua_newtable(lua);
  for (const ContextFunction* family :
       {report_functions(), field_functions(), kubernetes_functions(), value_functions(),
        fleet_functions()}) {
    for (; family->name; ++family) {
      lua_pushcfunction(lua, family->call);
      lua_setfield(lua, -2, family->name);
    }
  }
  lua_createtable(lua, 0, 1);
  lua_pushcfunction(lua, &context_index);
  lua_setfield(lua, -2, "__index");
  lua_setmetatable(lua, -2);
}

}  // namespace drydock::validate::policy
