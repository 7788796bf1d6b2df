#include "validate/scopes.h"

#include <algorithm>
#include <iterator>

#include "schemas/kubernetes.h"

namespace drydock::validate {
namespace {

struct GroupKind {
  std::string_view group;
  std::string_view kind;
};

constexpr bool operator<(const GroupKind& a, const GroupKind& b) {
  return a.group != b.group ? a.group < b.group : a.kind < b.kind;
}

// Widespread custom kinds outside namespaces, for repositories that do not hold the definition.
constexpr GroupKind kWellKnownClusterScoped[] = {
    {"cert-manager.io", "ClusterIssuer"},
    {"cilium.io", "CiliumClusterwideNetworkPolicy"},
    {"cilium.io", "CiliumLoadBalancerIPPool"},
    {"crd.projectcalico.org", "GlobalNetworkPolicy"},
    {"external-secrets.io", "ClusterExternalSecret"},
    {"external-secrets.io", "ClusterSecretStore"},
    {"gateway.networking.k8s.io", "GatewayClass"},
    {"karpenter.k8s.aws", "EC2NodeClass"},
    {"karpenter.sh", "NodePool"},
    {"keda.sh", "ClusterTriggerAuthentication"},
    {"kyverno.io", "ClusterCleanupPolicy"},
    {"kyverno.io", "ClusterPolicy"},
    {"pkg.crossplane.io", "Configuration"},
    {"pkg.crossplane.io", "Function"},
    {"pkg.crossplane.io", "Provider"},
    {"policy.networking.k8s.io", "AdminNetworkPolicy"},
    {"snapshot.storage.k8s.io", "VolumeSnapshotClass"},
    {"snapshot.storage.k8s.io", "VolumeSnapshotContent"},
    {"templates.gatekeeper.sh", "ConstraintTemplate"},
    {"trust.cert-manager.io", "Bundle"},
};
static_assert(std::is_sorted(std::begin(kWellKnownClusterScoped),
                             std::end(kWellKnownClusterScoped)));

}  // namespace

Scope known_scope(const Gvk& gvk) {
  const schemas::ApiTable& api = schemas::kubernetes_api();
  std::string_view group = current_group(gvk.group, gvk.kind);
  schemas::ApiKind builtin = api.find(gvk);
  if (!builtin) builtin = api.find_preferred(group, gvk.kind, api.newest());
  if (builtin) return builtin.scope();
  bool cluster = std::binary_search(std::begin(kWellKnownClusterScoped),
                                    std::end(kWellKnownClusterScoped), GroupKind{group, gvk.kind});
  return cluster ? Scope::Cluster : Scope::Unknown;
}

}  // namespace drydock::validate
