#include "core/kinds.h"

#include <algorithm>
#include <iterator>

namespace drydock {
namespace {

struct GroupKind {
  std::string_view group;
  std::string_view kind;
};

constexpr bool operator<(const GroupKind& a, const GroupKind& b) {
  return a.group != b.group ? a.group < b.group : a.kind < b.kind;
}

// Kinds of Kubernetes itself that live outside namespaces.
constexpr GroupKind kClusterScoped[] = {
    {"", "ComponentStatus"},
    {"", "Namespace"},
    {"", "Node"},
    {"", "PersistentVolume"},
    {"admissionregistration.k8s.io", "MutatingAdmissionPolicy"},
    {"admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"},
    {"admissionregistration.k8s.io", "MutatingWebhookConfiguration"},
    {"admissionregistration.k8s.io", "ValidatingAdmissionPolicy"},
    {"admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"},
    {"admissionregistration.k8s.io", "ValidatingWebhookConfiguration"},
    {"apiextensions.k8s.io", "CustomResourceDefinition"},
    {"apiregistration.k8s.io", "APIService"},
    {"authentication.k8s.io", "SelfSubjectReview"},
    {"authentication.k8s.io", "TokenReview"},
    {"authorization.k8s.io", "SelfSubjectAccessReview"},
    {"authorization.k8s.io", "SelfSubjectRulesReview"},
    {"authorization.k8s.io", "SubjectAccessReview"},
    {"certificates.k8s.io", "CertificateSigningRequest"},
    {"certificates.k8s.io", "ClusterTrustBundle"},
    {"flowcontrol.apiserver.k8s.io", "FlowSchema"},
    {"flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"},
    {"internal.apiserver.k8s.io", "StorageVersion"},
    {"networking.k8s.io", "IPAddress"},
    {"networking.k8s.io", "IngressClass"},
    {"networking.k8s.io", "ServiceCIDR"},
    {"node.k8s.io", "RuntimeClass"},
    {"policy", "PodSecurityPolicy"},
    {"rbac.authorization.k8s.io", "ClusterRole"},
    {"rbac.authorization.k8s.io", "ClusterRoleBinding"},
    {"resource.k8s.io", "DeviceClass"},
    {"resource.k8s.io", "DeviceTaintRule"},
    {"resource.k8s.io", "ResourceSlice"},
    {"scheduling.k8s.io", "PriorityClass"},
    {"storage.k8s.io", "CSIDriver"},
    {"storage.k8s.io", "CSINode"},
    {"storage.k8s.io", "StorageClass"},
    {"storage.k8s.io", "VolumeAttachment"},
    {"storage.k8s.io", "VolumeAttributesClass"},
    {"storagemigration.k8s.io", "StorageVersionMigration"},
};
static_assert(std::is_sorted(std::begin(kClusterScoped), std::end(kClusterScoped)));

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

// Kinds that one store serves under two groups.
struct MovedKind {
  std::string_view group;
  std::string_view kind;
  std::string_view current;
};
constexpr MovedKind kMovedKinds[] = {
    {"", "Event", "events.k8s.io"},
    {"extensions", "DaemonSet", "apps"},
    {"extensions", "Deployment", "apps"},
    {"extensions", "Ingress", "networking.k8s.io"},
    {"extensions", "NetworkPolicy", "networking.k8s.io"},
    {"extensions", "PodSecurityPolicy", "policy"},
    {"extensions", "ReplicaSet", "apps"},
};

template <size_t N>
bool contains(const GroupKind (&table)[N], GroupKind wanted) {
  return std::binary_search(std::begin(table), std::end(table), wanted);
}

// The groups that Kubernetes serves itself: each is "", one word, or ends in ".k8s.io" and is
// listed.
constexpr std::string_view kBuiltinGroups[] = {
    "",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "apps",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "extensions",
    "flowcontrol.apiserver.k8s.io",
    "internal.apiserver.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
    "storagemigration.k8s.io",
};
static_assert(std::is_sorted(std::begin(kBuiltinGroups), std::end(kBuiltinGroups)));

}  // namespace

Scope known_scope(std::string_view group, std::string_view kind) {
  group = current_group(group, kind);
  if (contains(kClusterScoped, {group, kind}) || contains(kWellKnownClusterScoped, {group, kind})) {
    return Scope::Cluster;
  }
  bool builtin = std::binary_search(std::begin(kBuiltinGroups), std::end(kBuiltinGroups), group);
  return builtin ? Scope::Namespaced : Scope::Unknown;
}

std::string_view current_group(std::string_view group, std::string_view kind) {
  if (!group.empty() && group != "extensions") return group;
  for (const MovedKind& moved : kMovedKinds) {
    if (moved.group == group && moved.kind == kind) return moved.current;
  }
  return group;
}

std::string format_resource_id(std::string_view group, std::string_view kind,
                               std::string_view namespace_name, std::string_view name) {
  std::string id(kind);
  for (auto [separator, part] : {std::pair('.', group), std::pair('/', namespace_name)}) {
    if (part.empty()) continue;
    id += separator;
    id += part;
  }
  id += '/';
  id += name;
  return id;
}

}  // namespace drydock
