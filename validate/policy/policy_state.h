#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/arena.h"
#include "core/finding.h"
#include "core/regex.h"
#include "validate/policy/coverage.h"
#include "validate/policy/field_query.h"
#include "validate/policy/fleet_index.h"
#include "validate/policy/lua_state.h"
#include "validate/policy/node_proxy.h"
#include "validate/policy/policy_set.h"

namespace drydock::validate::policy {

/// What a policy said of one place.
struct Hit {
  Severity severity = Severity::Error;
  std::string message;
  SourcePos where;
  std::string field;
  const ObjectRef* object = nullptr;         // null: about a project
  const RenderedProject* project = nullptr;  // null: about the fleet
  std::string help;
  Fix fix;
};

/// A key that a policy's `claims` gave for an object.
struct PolicyClaim {
  std::string key;
  SourcePos where;
};

/// What a run knows besides the policies. All of it outlives the states.
struct RunFacts {
  const FleetIndex* index = nullptr;
  const FleetIndex* old = nullptr;  // of the base revision; null without one
  int64_t now = 0;
  bool parsing = false;  // only learn what files define
  Coverage* coverage = nullptr;
};

/// A definition as a state has it: its functions, and what its functions keep.
struct LoadedPolicy {
  struct Kept {
    int function;  // reference
    int upvalue;
    int value;  // reference
  };
  int check = 0;  // references; 0: none
  int claims = 0;
  int params = 0;  // its `params` table
  size_t file = 0;
  std::vector<Kept> kept;
  std::unordered_map<const Project*, int> contexts;  // `ctx`, by project with own parameters
};

/// All policies of a set in one Lua state, ready to be called. One for each thread.
class PolicyState {
 public:
  PolicyState(const PolicySet& set, const RunFacts& facts, LuaLimits limits = {});
  ~PolicyState();

  /// Runs the file for its definitions -> false with a failure when it has none to give.
  bool load_file(const PolicyFile& file, LuaFailure& failure);

  /// Calls `check` for an object, project or the fleet. False after a failure; what it said before
  /// that is kept.
  bool check_object(size_t policy, const ObjectRef& object, std::vector<Hit>& hits,
                    LuaFailure& failure);
  bool check_project(size_t policy, const RenderedProject& project, std::vector<Hit>& hits,
                     LuaFailure& failure);
  bool check_repo(size_t policy, std::vector<Hit>& hits, LuaFailure& failure);
  bool claims(size_t policy, const ObjectRef& object, std::vector<PolicyClaim>& claims,
              LuaFailure& failure);

  size_t size() const { return loaded_.size(); }
  LuaState& state() { return state_; }
  /// What `print` was given since the last time.
  std::string take_printed() { return std::move(printed_); }
  /// Definitions in the order of their calls, when `facts.parsing`.
  std::deque<Policy> take_definitions() { return std::move(definitions_); }

  // For the functions of `ctx`.
  static PolicyState& of(lua_State* lua) {
    return *static_cast<PolicyState*>(LuaState::of(lua).owner);
  }
  const RunFacts& facts() const { return facts_; }
  const PolicySet& set() const { return set_; }
  const Policy& policy() const { return set_.policies[current_]; }
  const ObjectRef* object() const { return object_; }
  const RenderedProject* project() const { return project_; }
  Arena& scratch() { return scratch_; }
  const Regex& regex(std::string_view pattern) { return regexes_.get(pattern); }
  const Glob& glob(std::string_view pattern);
  /// Null for what has no pods.
  const Node* pod_template_of(const ObjectRef& object);
  /// A path of fields, read once. Throws as parse_field_path. Good until the next call.
  const std::vector<FieldStepText>& path(std::string_view text);
  void add_hit(Hit hit);
  /// Remembers an object whose values must not be shown.
  void touch(const ObjectRef& object);
  void hide_secrets(std::string& text) const;
  /// Runs a module for `require`, once, and pushes what it returned.
  void push_module(lua_State* lua, std::string_view name);

 private:
  static int define(lua_State* lua);
  static int require(lua_State* lua);
  static int freeze_file(lua_State* lua);
  bool run_file(const SourceFile& source, LuaFailure& failure);
  void keep_upvalues(LoadedPolicy& loaded, int function);
  bool restore_upvalues(LoadedPolicy& loaded, LuaFailure& failure);
  void push_context(LoadedPolicy& loaded, const Project* project);
  void push_params(const LoadedPolicy& loaded, const Project* project);
  bool call(size_t policy, int results, std::vector<Hit>& hits, LuaFailure& failure, int function,
            const ObjectRef* object, const RenderedProject* project);
  const SourceFile& policy_file(size_t policy) const;
  void read_claims(const ObjectRef& object, std::vector<PolicyClaim>& claims);

  const PolicySet& set_;
  RunFacts facts_;
  LuaState state_;
  std::vector<LoadedPolicy> loaded_;
  std::deque<Policy> definitions_;
  int context_base_ = 0;
  const PolicyFile* loading_ = nullptr;
  size_t first_new_ = 0;  // of the file that is being loaded
  size_t current_ = 0;
  const ObjectRef* object_ = nullptr;
  const ObjectRef* template_of_ = nullptr;  // whose pods `template_` is of
  const Node* template_ = nullptr;
  const RenderedProject* project_ = nullptr;
  std::vector<Hit>* hits_ = nullptr;
  std::vector<const ObjectRef*> secrets_;
  Arena scratch_;
  RegexCache regexes_;
  std::unordered_map<std::string, Glob> globs_;
  std::map<std::string, std::vector<FieldStepText>, std::less<>> paths_;
  std::vector<FieldStepText> long_path_;
  std::unordered_map<std::string, int> modules_;
  size_t module_depth_ = 0;
  std::string printed_;
};

/// A position to show for a node: its own, or that of the nearest node around it that has one.
SourcePos position_of(const ObjectRef& object, const Node& node, std::string* field);

}  // namespace drydock::validate::policy
