#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/diagnostic.h"
#include "core/resource.h"
#include "core/value.h"
#include "core/yaml/node.h"
#include "projects/argocd/jq_paths.h"
#include "projects/argocd/server_settings.h"

namespace drydock::projects::argocd {

/// `spec.ignoreDifferences` of an Application; `definition` is where it was read from, or null.
std::vector<IgnoreRule> ignore_rules_of(Value application, const Node* definition);

/// What is wrong with the pointers and expressions of a rule: warnings of rule `argocd-ignored`, at
/// their own places, else at `where`.
std::vector<Diagnostic> faults_of(const IgnoreRule& rule, SourcePos where);

/// The fields that a comparison of an Application's objects passes over.
class IgnoredFields {
 public:
  /// Of the rules, in this order; expressions that have faults do not count.
  explicit IgnoredFields(std::vector<IgnoreRule> rules);
  /// Those of an Application, then those of Argo CD's settings.
  IgnoredFields(Value application, const ServerSettings& server);

  /// Takes them out of an object, whose maps nobody shares. `namespace_name` is where it is.
  void remove_from(Value& object, std::string_view namespace_name, Arena& arena) const;
  /// The managers whose fields an object leaves to them.
  std::vector<std::string> managers_of(const Gvk& gvk, std::string_view name,
                                       std::string_view namespace_name) const;
  bool empty() const { return rules_.empty(); }

 private:
  struct Compiled {
    IgnoreRule rule;
    std::vector<JqPaths> paths;
  };
  std::vector<Compiled> rules_;
  bool ignores_aggregated_roles_ = false;
};

}  // namespace drydock::projects::argocd
