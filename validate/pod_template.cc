#include "validate/pod_template.h"

#include "validate/object_references.h"

namespace drydock::validate {
namespace {

/// Kinds of others that have a pod template where Deployments have it.
constexpr std::pair<std::string_view, std::string_view> kTemplated[] = {
    {"argoproj.io", "Rollout"},
    {"serving.knative.dev", "Service"},
    {"serving.knative.dev", "Configuration"},
    {"apps.openshift.io", "DeploymentConfig"},
    {"extensions", "Deployment"},
    {"extensions", "DaemonSet"},
    {"extensions", "ReplicaSet"},
    {"apps.kruise.io", "CloneSet"},
    {"apps.kruise.io", "StatefulSet"},
    {"apps.kruise.io", "DaemonSet"},
};

std::vector<std::string_view> template_path(const Gvk& gvk,
                                            const std::vector<WorkloadKind>& workloads) {
  std::vector<std::string_view> path = pod_spec_path(gvk, workloads);
  if (!path.empty()) return path;
  for (const auto& [group, kind] : kTemplated) {
    if (gvk.group == group && gvk.kind == kind) return {"spec", "template", "spec"};
  }
  if (gvk.group == "serving.knative.dev" && gvk.kind == "Revision") return {"spec"};
  return {};
}

bool knows_kind(const Gvk& gvk) {
  constexpr std::string_view kApps[] = {"Deployment", "DaemonSet", "StatefulSet", "ReplicaSet"};
  return gvk.group != "apps" ||
         std::find(std::begin(kApps), std::end(kApps), gvk.kind) != std::end(kApps);
}

}  // namespace

const Node* pod_template(const Resource& resource, const std::vector<WorkloadKind>& workloads) {
  std::vector<std::string_view> path = template_path(resource.gvk, workloads);
  if (path.empty()) return nullptr;
  path.pop_back();
  return path.empty() ? resource.root : resource.root->find_path(path);
}

bool has_pods(const Gvk& gvk, const std::vector<WorkloadKind>& workloads) {
  return knows_kind(gvk) && !template_path(gvk, workloads).empty();
}

}  // namespace drydock::validate
