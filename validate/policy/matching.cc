#include "validate/policy/matching.h"

#include "validate/pod_template.h"

namespace drydock::validate::policy {
namespace {

bool pattern_fits(const KindPattern& pattern, const Gvk& gvk) {
  return pattern.kind.matches(gvk.kind) && (!pattern.group || pattern.group->matches(gvk.group)) &&
         (!pattern.version || pattern.version->matches(gvk.version));
}

const Node* labels_of(const ObjectRef& object) {
  const Node* metadata = object.resource->root->find("metadata");
  return metadata ? metadata->find("labels") : nullptr;
}

}  // namespace

bool kind_fits(const Match& match, const Gvk& gvk, const std::vector<WorkloadKind>& workloads) {
  bool wants_kinds = match.pods;
  bool wanted = match.pods && has_pods(gvk, workloads);
  for (const KindPattern& pattern : match.kinds) {
    if (pattern.refused) {
      if (pattern_fits(pattern, gvk)) return false;
    } else {
      wants_kinds = true;
      wanted = wanted || pattern_fits(pattern, gvk);
    }
  }
  return wanted || !wants_kinds;
}

std::string Dispatch::key_of(const Gvk& gvk) {
  std::string key;
  key.reserve(gvk.group.size() + gvk.version.size() + gvk.kind.size() + 2);
  key.append(gvk.group).append("/").append(gvk.version).append("/").append(gvk.kind);
  return key;
}

Dispatch::Dispatch(const PolicySet& set, const Fleet& fleet) {
  for (const RenderedProject& project : fleet.projects()) {
    for (const Resource& resource : project.set.resources) {
      auto [entry, is_new] = by_kind_.try_emplace(key_of(resource.gvk));
      for (size_t i = 0; is_new && i < set.policies.size(); ++i) {
        const Policy& policy = set.policies[i];
        bool runs = policy.selected && policy.scope == Scope::Object;
        if (runs && kind_fits(policy.match, resource.gvk, fleet.settings().workload_kinds)) {
          entry->second.push_back(i);
        }
      }
    }
  }
}

const std::vector<size_t>& Dispatch::candidates(const ObjectRef& object) const {
  auto found = by_kind_.find(key_of(object.resource->gvk));
  return found == by_kind_.end() ? none_ : found->second;
}

bool Dispatch::fits_project(const Policy& policy, const Project& project) const {
  return (policy.match.projects.empty() || policy.match.projects.matches(project.name)) &&
         (policy.match.clusters.empty() || policy.match.clusters.matches(project.cluster));
}

bool Dispatch::fits(const Policy& policy, const ObjectRef& object) const {
  const Match& match = policy.match;
  if (!fits_project(policy, *object.project->project)) return false;
  if (!match.namespaces.empty()) {
    std::string_view name = object.namespace_name;
    bool is_namespace =
        object.resource->gvk.kind == "Namespace" && object.resource->gvk.group.empty();
    if (is_namespace) name = object.resource->name;
    if (name.empty() ? match.namespaces.wants_something() : !match.namespaces.matches(name)) {
      return false;
    }
  }
  if (!match.names.empty() && !match.names.matches(object.resource->name)) return false;
  if (match.labels.empty()) return true;
  const Node* labels = labels_of(object);
  for (const auto& [key, value] : match.labels) {
    const Node* label = labels ? labels->find(key) : nullptr;
    if (!label || !value.matches(label->text())) return false;
  }
  return true;
}

}  // namespace drydock::validate::policy
