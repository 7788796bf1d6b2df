#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/diagnostic.h"
#include "core/value.h"
#include "projects/argocd/jq_paths.h"
#include "projects/argocd/server_settings.h"

namespace drydock::projects::argocd {

/// `spec.ignoreDifferences` of an Application.
std::vector<IgnoreRule> ignore_rules_of(Value application);

/// The fields that a comparison of an Application's objects passes over.
class IgnoredFields {
 public:
  /// Of the rules, in this order. An expression that is not known here is a problem, a warning of
  /// rule `argocd-ignored` at `where`.
  IgnoredFields(const std::vector<IgnoreRule>& rules, SourcePos where,
                std::vector<Diagnostic>& problems);

  /// Takes them out of an object, whose maps nobody shares. `namespace_name` is where it is.
  void remove_from(Value& object, std::string_view namespace_name, Arena& arena) const;
  bool empty() const { return rules_.empty(); }

 private:
  struct Compiled {
    IgnoreRule rule;
    std::vector<JqPaths> paths;
  };
  std::vector<Compiled> rules_;
};

}  // namespace drydock::projects::argocd
