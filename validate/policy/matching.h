#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "validate/policy/fleet_index.h"
#include "validate/policy/policy_set.h"

namespace drydock::validate::policy {

/// Which policies are for which objects. What a policy says about kinds is looked at once for each
/// kind, so that policies that match nothing cost nothing for an object.
class Dispatch {
 public:
  Dispatch(const PolicySet& set, const Fleet& fleet);

  /// Numbers of policies with scope object that the object's kind fits, ascending.
  const std::vector<size_t>& candidates(const ObjectRef& object) const;
  /// The rest of what a policy says: namespace, name, labels, project, cluster.
  bool fits(const Policy& policy, const ObjectRef& object) const;
  bool fits_project(const Policy& policy, const Project& project) const;

 private:
  static std::string key_of(const Gvk& gvk);

  std::unordered_map<std::string, std::vector<size_t>> by_kind_;
  std::vector<size_t> none_;
};

bool kind_fits(const Match& match, const Gvk& gvk, const std::vector<WorkloadKind>& workloads);

}  // namespace drydock::validate::policy
