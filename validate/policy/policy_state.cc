#include "validate/policy/policy_state.h"

#include <lua5.4/lua.hpp>

#include "validate/pod_template.h"
#include "validate/policy/context.h"
#include "validate/policy/definition.h"
#include "validate/policy/field_query.h"
#include "validate/policy/sandbox.h"

namespace drydock::validate::policy {
namespace {

constexpr size_t kMaxHits = 200;
constexpr size_t kMaxMessage = 2000;
constexpr size_t kMaxModuleDepth = 20;
constexpr size_t kMaxClaims = 1000;
constexpr size_t kMinSecret = 4;

int take_ref(lua_State* lua, int table, const char* field) {
  if (lua_getfield(lua, table, field) == LUA_TNIL) {
    lua_pop(lua, 1);
    return 0;
  }
  return luaL_ref(lua, LUA_REGISTRYINDEX);
}

int refuse_context_write(lua_State* lua) { return luaL_error(lua, "ctx is read-only"); }

const Node* find_in(const std::vector<std::pair<std::string, const Node*>>& rows,
                    std::string_view id) {
  for (const auto& [name, node] : rows) {
    if (name == id) return node;
  }
  return nullptr;
}

}  // namespace

PolicyState::PolicyState(const PolicySet& set, const RunFacts& facts, LuaLimits limits)
    : set_(set), facts_(facts), state_(facts.now, limits), scratch_(size_t{64} << 20) {
  state_.owner = this;
  lua_State* lua = state_.lua();
  open_proxies(lua);
  push_context_base(lua);
  context_base_ = luaL_ref(lua, LUA_REGISTRYINDEX);
  if (facts_.parsing) return;
  if (facts_.coverage) state_.watch_lines(&Coverage::on_line, facts_.coverage);
  for (const PolicyFile& file : set_.files) {
    LuaFailure ignored;  // known since the set was loaded
    load_file(file, ignored);
  }
  definitions_.clear();
}

PolicyState::~PolicyState() = default;

int PolicyState::define(lua_State* lua) {
  PolicyState& self = of(lua);
  luaL_checktype(lua, 1, LUA_TTABLE);
  if (!self.loading_) return luaL_error(lua, "policy {...} stands in the file itself");
  if (self.module_depth_ > 0) return luaL_error(lua, "a module of `require` defines no policies");
  lua_settop(lua, 1);
  Policy policy = read_definition(lua);
  lua_Debug at{};
  lua_getstack(lua, 1, &at);
  lua_getinfo(lua, "Sl", &at);
  policy.where = {self.loading_->source, std::max(at.currentline, 1), 1};
  self.definitions_.push_back(std::move(policy));
  LoadedPolicy loaded;
  loaded.check = take_ref(lua, 1, "check");
  loaded.claims = take_ref(lua, 1, "claims");
  loaded.params = take_ref(lua, 1, "params");
  self.loaded_.push_back(std::move(loaded));
  return 0;
}

/// "lib.images" is lib/images.lua in the folder of policies.
void PolicyState::push_module(lua_State* lua, std::string_view name) {
  std::string path(name);
  bool plain = !path.empty() && path.size() < 200;
  for (char& c : path) {
    if (c == '.') c = '/';
    plain =
        plain && (std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '/');
  }
  plain =
      plain && path.front() != '/' && path.back() != '/' && path.find("//") == std::string::npos;
  if (!plain || !loading_)
    luaL_error(lua, "require takes a name like \"lib.images\", in the file itself");
  std::string root = loading_->root;
  std::string whole = root.empty() ? path + ".lua" : fmt::format("{}/{}.lua", root, path);
  auto known = modules_.find(whole);
  if (known != modules_.end()) {
    lua_rawgeti(lua, LUA_REGISTRYINDEX, known->second);
    return;
  }
  auto file = set_.modules.find(whole);
  if (file == set_.modules.end()) {
    luaL_error(lua, "there is no %s: require finds files in the folder of policies only",
               whole.c_str());
  }
  if (++module_depth_ > kMaxModuleDepth) luaL_error(lua, "modules require each other");
  push_environment(lua);
  if (!load_text(lua, file->second->text, whole)) lua_error(lua);
  lua_pushcfunction(lua, &PolicyState::require);
  lua_getupvalue(lua, -2, 1);
  lua_insert(lua, -2);
  lua_setfield(lua, -2, "require");
  lua_pop(lua, 1);
  lua_call(lua, 0, 1);
  --module_depth_;
  if (lua_isnil(lua, -1)) {
    lua_pop(lua, 1);
    lua_pushboolean(lua, 1);
  }
  freeze(lua, -1);
  lua_pushvalue(lua, -1);
  modules_[whole] = luaL_ref(lua, LUA_REGISTRYINDEX);
}

int PolicyState::require(lua_State* lua) {
  of(lua).push_module(lua, luaL_checkstring(lua, 1));
  return 1;
}

/// What the file's globals and its new policies' functions reach.
int PolicyState::freeze_file(lua_State* lua) {
  PolicyState& self = of(lua);
  freeze(lua, 1);
  for (size_t i = self.first_new_; i < self.loaded_.size(); ++i) {
    for (int function : {self.loaded_[i].check, self.loaded_[i].claims}) {
      if (function == 0) continue;
      lua_rawgeti(lua, LUA_REGISTRYINDEX, function);
      freeze(lua, -1);
      lua_pop(lua, 1);
    }
  }
  return 0;
}

bool PolicyState::run_file(const SourceFile& source, LuaFailure& failure) {
  lua_State* lua = state_.lua();
  push_environment(lua);
  lua_pushcfunction(lua, &PolicyState::define);
  lua_setfield(lua, -2, "policy");
  lua_pushcfunction(lua, &PolicyState::require);
  lua_setfield(lua, -2, "require");
  int environment = lua_gettop(lua);
  lua_pushvalue(lua, environment);
  if (!load_text(lua, source.text, source.path)) {
    failure.message = lua_tostring(lua, -1) ? lua_tostring(lua, -1) : "it is no Lua";
    failure.file = source.path;
    // "path:LINE: what"
    std::string_view rest = failure.message;
    if (rest.starts_with(source.path + ":")) {
      rest.remove_prefix(source.path.size() + 1);
      failure.line = std::atoi(rest.data());
      size_t colon = rest.find(": ");
      if (colon != std::string_view::npos) failure.message = std::string(rest.substr(colon + 2));
    }
    lua_settop(lua, environment - 1);
    return false;
  }
  bool fine = state_.call(0, 0, failure);
  if (fine) {  // with the limits of a call of its own: the walk is as long as what the file made
    lua_pushcfunction(lua, &PolicyState::freeze_file);
    lua_pushvalue(lua, environment);
    fine = state_.call(1, 0, failure);
  }
  lua_settop(lua, environment - 1);
  return fine;
}

bool PolicyState::load_file(const PolicyFile& file, LuaFailure& failure) {
  first_new_ = loaded_.size();
  loading_ = &file;
  module_depth_ = 0;
  bool fine = run_file(*file.source, failure);
  loading_ = nullptr;
  if (!fine) {
    loaded_.resize(first_new_);
    definitions_.resize(first_new_);
  }
  for (size_t i = first_new_; i < loaded_.size(); ++i) {
    for (int function : {loaded_[i].check, loaded_[i].claims}) {
      if (function != 0) keep_upvalues(loaded_[i], function);
    }
  }
  if (facts_.parsing || &file == &set_.files.back()) state_.settle();
  return fine;
}

/// Notes what the function at the top, and functions that it keeps, have in local variables of the
/// file: a policy must not change them.
void PolicyState::keep_upvalues(LoadedPolicy& loaded, int function) {
  lua_State* lua = state_.lua();
  std::vector<const void*> seen;
  std::vector<int> waiting = {function};
  while (!waiting.empty() && seen.size() < 1000) {
    int one = waiting.back();
    waiting.pop_back();
    lua_rawgeti(lua, LUA_REGISTRYINDEX, one);
    int at = lua_gettop(lua);
    if (facts_.coverage) {
      lua_pushvalue(lua, at);
      facts_.coverage->know_function(lua);
      lua_settop(lua, at);
    }
    const char* name = nullptr;
    for (int n = 1; (name = lua_getupvalue(lua, at, n)) != nullptr; lua_settop(lua, at), ++n) {
      const void* id = lua_upvalueid(lua, at, n);
      if (std::string_view(name) == "_ENV" ||
          std::find(seen.begin(), seen.end(), id) != seen.end()) {
        continue;
      }
      seen.push_back(id);
      if (lua_isfunction(lua, -1) && !lua_iscfunction(lua, -1)) {
        lua_pushvalue(lua, -1);
        waiting.push_back(luaL_ref(lua, LUA_REGISTRYINDEX));
      }
      loaded.kept.push_back({one, n, luaL_ref(lua, LUA_REGISTRYINDEX)});
    }
    lua_settop(lua, at - 1);
  }
}

bool PolicyState::restore_upvalues(LoadedPolicy& loaded, LuaFailure& failure) {
  lua_State* lua = state_.lua();
  bool clean = true;
  for (const LoadedPolicy::Kept& kept : loaded.kept) {
    lua_rawgeti(lua, LUA_REGISTRYINDEX, kept.function);
    const char* name = lua_getupvalue(lua, -1, kept.upvalue);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, kept.value);
    if (!lua_rawequal(lua, -1, -2)) {
      if (clean) {
        failure = {};
        failure.message = fmt::format(
            "it changes `{}`, which outlives the call: what it says would depend on the order of "
            "objects; make it local to the function",
            name ? name : "?");
      }
      clean = false;
      lua_setupvalue(lua, -3, kept.upvalue);
      lua_pop(lua, 2);
    } else {
      lua_pop(lua, 3);
    }
  }
  return clean;
}

/// The parameters of a policy: what drydock.yaml says, else defaults.
void PolicyState::push_params(const LoadedPolicy& loaded, const Project* project) {
  lua_State* lua = state_.lua();
  const Policy& policy = set_.policies[static_cast<size_t>(&loaded - loaded_.data())];
  lua_createtable(lua, 0, static_cast<int>(policy.params.size()));
  int made = lua_gettop(lua);
  const Node* own = project ? find_in(project->parameters, policy.id) : nullptr;
  const Node* given = find_in(set_.parameters, policy.id);
  for (const Parameter& parameter : policy.params) {
    const Node* value = own ? own->find(parameter.name) : nullptr;
    if (!value && given) value = given->find(parameter.name);
    if (value) {
      push_plain(lua, value);
    } else {
      lua_rawgeti(lua, LUA_REGISTRYINDEX, loaded.params);
      push_behind(lua, -1);
      lua_getfield(lua, -1, parameter.name.c_str());
      if (lua_istable(lua, -1)) {
        push_behind(lua, -1);
        lua_getfield(lua, -1, "default");
      } else {
        lua_pushnil(lua);
      }
    }
    lua_setfield(lua, made, parameter.name.c_str());
    lua_settop(lua, made);
  }
  freeze(lua, made);
}

void PolicyState::push_context(LoadedPolicy& loaded, const Project* project) {
  lua_State* lua = state_.lua();
  const Project* key = project && !project->parameters.empty() ? project : nullptr;
  int& reference = loaded.contexts[key];
  if (reference == 0) {
    lua_newtable(lua);  // ctx itself: empty, so that every write is seen
    lua_newtable(lua);  // its metatable
    if (key) {          // there may be thousands
      lua_newtable(lua);
      lua_newtable(lua);
      lua_rawgeti(lua, LUA_REGISTRYINDEX, context_base_);
      lua_setfield(lua, -2, "__index");
      lua_setmetatable(lua, -2);
    } else {
      push_context_base(lua);  // one step less on the way to each function
    }
    push_params(loaded, key);
    lua_setfield(lua, -2, "params");
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, &refuse_context_write);
    lua_setfield(lua, -2, "__newindex");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_setmetatable(lua, -2);
    reference = luaL_ref(lua, LUA_REGISTRYINDEX);
  }
  lua_rawgeti(lua, LUA_REGISTRYINDEX, reference);
}

bool PolicyState::call(size_t policy, int results, std::vector<Hit>& hits, LuaFailure& failure,
                       int function, const ObjectRef* object, const RenderedProject* project) {
  lua_State* lua = state_.lua();
  LoadedPolicy& loaded = loaded_[policy];
  current_ = policy;
  object_ = object;
  project_ = project;
  hits_ = &hits;
  secrets_.clear();
  luaL_checkstack(lua, 20, nullptr);
  lua_rawgeti(lua, LUA_REGISTRYINDEX, function);
  if (object) {
    touch(*object);
    push_object(lua, *object);
  } else if (project) {
    push_project(lua, *project);
  } else {
    lua_newtable(lua);
    lua_createtable(lua, 0, 0);
    ProjectList all = facts_.index->fleet().projects();
    for (size_t i = 0; i < all.size(); ++i) {
      push_project(lua, all[i]);
      lua_rawseti(lua, -2, static_cast<lua_Integer>(i + 1));
    }
    lua_setfield(lua, -2, "projects");
  }
  push_context(loaded, project ? project->project : nullptr);
  bool fine = state_.call(2, results, failure);
  if (!fine) hide_secrets(failure.message);
  std::string printed = state_.take_printed();
  hide_secrets(printed);
  printed_ += printed;
  if (!loaded.kept.empty()) {
    LuaFailure changed;
    if (!restore_upvalues(loaded, changed) && fine) {
      failure = std::move(changed);
      failure.file = policy_file(policy).path;
      failure.line = set_.policies[policy].where.line;
      lua_settop(lua, -1 - results);
      fine = false;
    }
  }
  hits_ = nullptr;
  return fine;
}

const SourceFile& PolicyState::policy_file(size_t policy) const {
  return *set_.policies[policy].where.file;
}

bool PolicyState::check_object(size_t policy, const ObjectRef& object, std::vector<Hit>& hits,
                               LuaFailure& failure) {
  if (loaded_[policy].check == 0) return true;
  return call(policy, 0, hits, failure, loaded_[policy].check, &object, object.project);
}

bool PolicyState::check_project(size_t policy, const RenderedProject& project,
                                std::vector<Hit>& hits, LuaFailure& failure) {
  return call(policy, 0, hits, failure, loaded_[policy].check, nullptr, &project);
}

bool PolicyState::check_repo(size_t policy, std::vector<Hit>& hits, LuaFailure& failure) {
  return call(policy, 0, hits, failure, loaded_[policy].check, nullptr, nullptr);
}

/// A list of texts, or of tables {key = ..., at = node}, is at the top.
void PolicyState::read_claims(const ObjectRef& object, std::vector<PolicyClaim>& claims) {
  lua_State* lua = state_.lua();
  int list = lua_gettop(lua);
  auto count = std::min(lua_rawlen(lua, list), static_cast<lua_Unsigned>(kMaxClaims));
  SourcePos root = position_of(object, *object.resource->root, nullptr);
  for (lua_Unsigned i = 1; i <= count; ++i, lua_settop(lua, list)) {
    PolicyClaim claim{"", root};
    if (lua_rawgeti(lua, list, static_cast<lua_Integer>(i)) == LUA_TTABLE) {
      lua_getfield(lua, -1, "at");
      if (const NodeProxy* node = to_node(lua, -1)) {
        claim.where = position_of(object, *node->node, nullptr);
      } else if (const FieldProxy* field = to_field(lua, -1)) {
        PathEnd end = find_path_end(*field->base, parse_field_path(field_path_of(lua, -1)));
        claim.where = position_of(object, *end.deepest, nullptr);
      }
      lua_pop(lua, 1);
      lua_getfield(lua, -1, "key");
    }
    if (lua_type(lua, -1) != LUA_TSTRING) continue;
    size_t size = 0;
    const char* text = lua_tolstring(lua, -1, &size);
    claim.key.assign(text, std::min(size, size_t{500}));
    claims.push_back(std::move(claim));
  }
}

bool PolicyState::claims(size_t policy, const ObjectRef& object, std::vector<PolicyClaim>& claims,
                         LuaFailure& failure) {
  std::vector<Hit> hits;
  if (!call(policy, 1, hits, failure, loaded_[policy].claims, &object, object.project))
    return false;
  lua_State* lua = state_.lua();
  if (lua_istable(lua, -1)) read_claims(object, claims);
  bool fine = lua_istable(lua, -1) || lua_isnil(lua, -1);
  lua_pop(lua, 1);
  if (!fine) {
    failure.message = "`claims` returns a list of texts: {\"dns:\" .. host}";
    failure.file = policy_file(policy).path;
    failure.line = set_.policies[policy].where.line;
  }
  return fine;
}

const Glob& PolicyState::glob(std::string_view pattern) {
  auto found = globs_.find(std::string(pattern));
  if (found != globs_.end()) return found->second;
  if (globs_.size() > 1000) globs_.clear();
  return globs_.emplace(std::string(pattern), Glob(pattern, GlobKind::Name)).first->second;
}

const Node* PolicyState::pod_template_of(const ObjectRef& object) {
  if (template_of_ != &object) {
    template_ = pod_template(*object.resource, facts_.index->fleet().settings().workload_kinds);
    template_of_ = &object;
  }
  return template_;
}

const std::vector<FieldStepText>& PolicyState::path(std::string_view text) {
  constexpr size_t kLong = 200;
  if (text.size() > kLong) return long_path_ = parse_field_path(text);
  auto found = paths_.find(text);
  if (found != paths_.end()) return found->second;
  if (paths_.size() > 1000) paths_.clear();
  return paths_.emplace(std::string(text), parse_field_path(text)).first->second;
}

void PolicyState::add_hit(Hit hit) {
  if (!hits_) return;
  if (hits_->size() >= kMaxHits) {
    luaL_error(state_.lua(), "it says more than %d things in one call", static_cast<int>(kMaxHits));
  }
  hide_secrets(hit.message);
  hide_secrets(hit.help);
  for (auto& [key, value] : hit.fix.set) hide_secrets(value);
  for (FixStep& step : hit.fix.steps) {
    std::string shown = step.text;
    hide_secrets(shown);
    if (shown == step.text) continue;
    hit.fix.steps.clear();
    break;
  }
  if (hit.message.size() > kMaxMessage) hit.message.resize(kMaxMessage);
  hits_->push_back(std::move(hit));
}

void PolicyState::touch(const ObjectRef& object) {
  if (!object.is_secret) return;
  if (std::find(secrets_.begin(), secrets_.end(), &object) != secrets_.end()) return;
  secrets_.push_back(&object);
}

void PolicyState::hide_secrets(std::string& text) const {
  for (const ObjectRef* secret : secrets_) {
    for (std::string_view part : {"data", "stringData"}) {
      const Node* values = secret->resource->root->find(part);
      if (!values) continue;
      for (const NodeEntry& entry : values->pairs()) {
        std::string_view shown = entry.value->text();
        if (shown.size() < kMinSecret) continue;
        for (size_t at = text.find(shown); at != std::string::npos; at = text.find(shown, at)) {
          text.replace(at, shown.size(), "***");
          at += 3;
        }
      }
    }
  }
}

SourcePos position_of(const ObjectRef& object, const Node& node, std::string* field) {
  std::string path;
  std::vector<const Node*> way;
  const Node& root = *object.resource->root;
  bool found = &node != &root && locate_node(root, node, path, way);
  if (field) *field = found ? path : "";
  if (node.line > 0) return node.where();
  for (auto at = way.rbegin(); found && at != way.rend(); ++at) {
    if ((*at)->line > 0) return (*at)->where();
  }
  return root.line > 0 ? root.where() : object.project->project->defined_at;
}

}  // namespace drydock::validate::policy
