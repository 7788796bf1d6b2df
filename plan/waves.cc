#include "plan/waves.h"

#include <algorithm>
#include <iterator>

#include "core/kinds.h"
#include "plan/kind_facts.h"
#include "schemas/kubernetes.h"

namespace drydock::plan {
namespace {

struct Row {
  std::string_view group;
  std::string_view kind;
  int wave;
};

// clang-format off
constexpr Row kRows[] = {
    {"", "ConfigMap", 20},
    {"", "LimitRange", 20},
    {"", "Namespace", 0},
    {"", "PersistentVolume", 20},
    {"", "PersistentVolumeClaim", 20},
    {"", "ResourceQuota", 20},
    {"", "Secret", 20},
    {"", "ServiceAccount", 20},
    {"admissionregistration.k8s.io", "", 50},
    {"apiextensions.k8s.io", "CustomResourceDefinition", 10},
    {"apiregistration.k8s.io", "APIService", 50},
    {"flowcontrol.apiserver.k8s.io", "", 20},
    {"networking.k8s.io", "IngressClass", 20},
    {"networking.k8s.io", "NetworkPolicy", 20},
    {"node.k8s.io", "RuntimeClass", 20},
    {"rbac.authorization.k8s.io", "", 20},
    {"resource.k8s.io", "DeviceClass", 20},
    {"scheduling.k8s.io", "PriorityClass", 20},
    {"storage.k8s.io", "CSIDriver", 20},
    {"storage.k8s.io", "StorageClass", 20},
    {"storage.k8s.io", "VolumeAttributesClass", 20},
};

constexpr Row kServing[] = {
    {"", "ReplicationController", 0},
    {"", "Service", 0},
    {"apps", "DaemonSet", 0},
    {"apps", "Deployment", 0},
    {"apps", "ReplicaSet", 0},
    {"apps", "StatefulSet", 0},
    {"argoproj.io", "Rollout", 0},
    {"networking.k8s.io", "Ingress", 0},
};
// clang-format on

bool fits(const Row& row, std::string_view group, std::string_view kind) {
  return row.group == group && (row.kind.empty() || row.kind == kind);
}

int wave_of_kind(const Gvk& gvk) {
  std::string_view group = current_group(gvk.group, gvk.kind);
  for (const Row& row : kRows) {
    if (fits(row, group, gvk.kind)) return row.wave;
  }
  const schemas::ApiTable& api = schemas::kubernetes_api();
  bool built_in = api.find(gvk) || api.find_preferred(group, gvk.kind, api.newest()) ||
                  api.find_preferred(group, gvk.kind, kRelease);
  return built_in ? 30 : 40;
}

}  // namespace

int apply_wave(const Gvk& gvk, Hook hook) {
  if (hook == Hook::Before) return 15;
  if (hook == Hook::After) return 45;
  return wave_of_kind(gvk);
}

int delete_wave(const Gvk& gvk) { return 110 - wave_of_kind(gvk); }

bool serves_requests(const Gvk& gvk) {
  std::string_view group = current_group(gvk.group, gvk.kind);
  return std::any_of(std::begin(kServing), std::end(kServing),
                     [&](const Row& row) { return fits(row, group, gvk.kind); });
}

}  // namespace drydock::plan
