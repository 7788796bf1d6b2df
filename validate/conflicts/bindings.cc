#include "validate/conflicts/bindings.h"

#include <algorithm>
#include <map>

#include "validate/conflicts/fields.h"

namespace drydock::validate {
namespace {

constexpr std::string_view kAccount = "account";
constexpr std::string_view kBinding = "binding";

struct ForeignSubjects {
  std::vector<Claim> claims;  // the binding, then the accounts
  std::vector<std::string> names;
};

}  // namespace

void collect_bindings(const Fleet& fleet, const Project& project, const Resource& resource,
                      uint32_t index, ClaimSink& sink) {
  constexpr std::string_view kGroup = "rbac.authorization.k8s.io";
  std::string_view space = fleet.namespace_of(resource, project);
  if (is_kind(resource, "", "ServiceAccount")) {
    return sink.add(index, field(resource.root, {"metadata", "name"}), {space, resource.name}, {},
                    kAccount);
  }
  if (!is_kind(resource, kGroup, "RoleBinding") && !is_kind(resource, kGroup, "ClusterRoleBinding"))
    return;
  for (const Node* subject : items(resource.root->find("subjects"))) {
    if (subject->text_of("kind") != "ServiceAccount") continue;
    std::string_view in = subject->text_of("namespace");
    sink.add(index, subject->find("name"), {in.empty() ? space : in, subject->text_of("name")}, {},
             kBinding);
  }
}

std::vector<Finding> judge_bindings(const Fleet& fleet, std::span<const Contest> contests) {
  std::map<std::pair<uint32_t, uint32_t>, ForeignSubjects> by_binding;
  for (Contest contest : contests) {
    for (const Claim& binding : contest) {
      if (binding.detail != kBinding) continue;
      bool owned = std::any_of(contest.begin(), contest.end(), [&](const Claim& other) {
        return other.detail == kAccount && other.project == binding.project;
      });
      if (owned) continue;
      ForeignSubjects subjects;
      for (const Claim& other : contest) {
        if (other.detail == kAccount) subjects.claims.push_back(other);
      }
      if (subjects.claims.empty()) continue;
      ForeignSubjects& all = by_binding[{binding.project, binding.resource}];
      if (all.claims.empty()) all.claims.push_back(binding);
      all.names.push_back(resource_id_of(fleet, subjects.claims.front()));
      all.claims.insert(all.claims.end(), subjects.claims.begin(), subjects.claims.end());
    }
  }
  std::vector<Finding> findings;
  for (auto& [place, all] : by_binding) {
    std::sort(all.names.begin(), all.names.end());
    std::string id = resource_id_of(fleet, all.claims.front());
    findings.push_back(
        contest_finding(fleet, all.claims, "binding-foreign-subject", id,
                        fmt::format("{} gives rights to {}, which this project does not own", id,
                                    fmt::join(all.names, ", "))));
  }
  return findings;
}

}  // namespace drydock::validate
