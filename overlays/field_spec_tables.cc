#include <algorithm>
#include <string_view>

#include "core/arena.h"
#include "overlays/transformer_config.h"

namespace drydock::overlays {
namespace {

struct Row {
  std::string_view group;
  std::string_view version;
  std::string_view kind;
  std::string_view path;
  bool create = false;
};

/// A kind, and where a pod's specification begins in it.
struct PodHolder {
  std::string_view version;
  std::string_view kind;
  std::string_view prefix;
};

constexpr std::string_view kTemplate = "spec/template/spec/";
constexpr std::string_view kJobTemplate = "spec/jobTemplate/spec/template/spec/";

// clang-format off
// Rows stand in kustomize's order of kinds, as `sort_transformer_config` would leave them.

/// Kinds in which references to ConfigMaps and Secrets are known.
constexpr PodHolder kConfigHolders[] = {
    {"v1", "Pod",         "spec/"},
    {"",   "PodTemplate", "template/spec/"},
    {"",   "Deployment",  kTemplate},
    {"",   "ReplicaSet",  kTemplate},
    {"",   "DaemonSet",   kTemplate},
    {"",   "StatefulSet", kTemplate},
    {"",   "Job",         kTemplate},
    {"",   "CronJob",     kJobTemplate},
};

/// Kinds in which references to service accounts, claims and priority classes are known.
constexpr PodHolder kAccountHolders[] = {
    {"", "Pod",                   "spec/"},
    {"", "StatefulSet",           kTemplate},
    {"", "Deployment",            kTemplate},
    {"", "ReplicationController", kTemplate},
    {"", "CronJob",               kJobTemplate},
    {"", "Job",                   kTemplate},
    {"", "DaemonSet",             kTemplate},
};

/// Kinds in whose pods vars are replaced.
constexpr PodHolder kVarHolders[] = {
    {"", "CronJob",     kJobTemplate},
    {"", "DaemonSet",   kTemplate},
    {"", "Deployment",  kTemplate},
    {"", "Job",         kTemplate},
    {"", "Pod",         "spec/"},
    {"", "ReplicaSet",  kTemplate},
    {"", "StatefulSet", kTemplate},
};

constexpr std::string_view kConfigMapInPod[] = {
    "volumes/configMap/name",
    "containers/env/valueFrom/configMapKeyRef/name",
    "initContainers/env/valueFrom/configMapKeyRef/name",
    "containers/envFrom/configMapRef/name",
    "initContainers/envFrom/configMapRef/name",
    "volumes/projected/sources/configMap/name",
};

constexpr std::string_view kSecretInPod[] = {
    "volumes/secret/secretName",
    "containers/env/valueFrom/secretKeyRef/name",
    "initContainers/env/valueFrom/secretKeyRef/name",
    "containers/envFrom/secretRef/name",
    "initContainers/envFrom/secretRef/name",
    "imagePullSecrets/name",
    "volumes/projected/sources/secret/name",
};

constexpr std::string_view kVarInPod[] = {
    "containers/args",
    "containers/command",
    "containers/env/value",
    "containers/volumeMounts/mountPath",
    "initContainers/args",
    "initContainers/command",
    "initContainers/env/value",
    "initContainers/volumeMounts/mountPath",
};

constexpr std::string_view kAccountInPod[] = {"serviceAccountName"};
constexpr std::string_view kClaimInPod[] = {"volumes/persistentVolumeClaim/claimName"};
constexpr std::string_view kPriorityInPod[] = {"priorityClassName"};

constexpr Row kConfigMapReferrers[] = {
    {"", "", "Node",        "spec/configSource/configMap"},
    {"", "", "Role",        "rules/resourceNames"},
    {"", "", "ClusterRole", "rules/resourceNames"},
    {"", "", "Ingress",     "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap"},
};

constexpr Row kSecretReferrers[] = {
    {"", "", "Ingress",          "spec/tls/secretName"},
    {"", "", "Ingress",          "metadata/annotations/ingress.kubernetes.io\\/auth-secret"},
    {"", "", "Ingress",          "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret"},
    {"", "", "Ingress",          "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret"},
    {"", "", "ServiceAccount",   "imagePullSecrets/name"},
    {"", "", "StorageClass",     "parameters/secretName"},
    {"", "", "StorageClass",     "parameters/adminSecretName"},
    {"", "", "StorageClass",     "parameters/userSecretName"},
    {"", "", "StorageClass",     "parameters/secretRef"},
    {"", "", "Role",             "rules/resourceNames"},
    {"", "", "ClusterRole",      "rules/resourceNames"},
    {"serving.knative.dev", "v1", "Service", "spec/template/spec/containers/env/valueFrom/secretKeyRef/name"},
    {"", "", "PersistentVolume", "spec/azureFile/secretName"},
};

constexpr Row kServiceReferrers[] = {
    {"apps", "", "StatefulSet", "spec/serviceName"},
    {"", "", "Ingress", "spec/rules/http/paths/backend/serviceName"},
    {"", "", "Ingress", "spec/backend/serviceName"},
    {"", "", "Ingress", "spec/rules/http/paths/backend/service/name"},
    {"", "", "Ingress", "spec/defaultBackend/service/name"},
    {"apiregistration.k8s.io", "", "APIService", "spec/service/name"},
    {"admissionregistration.k8s.io", "", "ValidatingWebhookConfiguration", "webhooks/clientConfig/service"},
    {"admissionregistration.k8s.io", "", "MutatingWebhookConfiguration", "webhooks/clientConfig/service"},
};

constexpr Row kScaleReferrers[] = {{"", "", "HorizontalPodAutoscaler", "spec/scaleTargetRef/name"}};
constexpr Row kRoleReferrers[] = {{"rbac.authorization.k8s.io", "", "RoleBinding", "roleRef/name"}};
constexpr Row kClusterRoleReferrers[] = {
    {"rbac.authorization.k8s.io", "", "RoleBinding", "roleRef/name"},
    {"rbac.authorization.k8s.io", "", "ClusterRoleBinding", "roleRef/name"},
};
constexpr Row kServiceAccountReferrers[] = {
    {"rbac.authorization.k8s.io", "", "RoleBinding", "subjects"},
    {"rbac.authorization.k8s.io", "", "ClusterRoleBinding", "subjects"},
};
constexpr Row kVolumeReferrers[] = {
    {"", "", "PersistentVolumeClaim", "spec/volumeName"},
    {"", "", "ClusterRole", "rules/resourceNames"},
};
constexpr Row kStorageClassReferrers[] = {
    {"", "", "PersistentVolume", "spec/storageClassName"},
    {"", "", "PersistentVolumeClaim", "spec/storageClassName"},
    {"", "", "StatefulSet", "spec/volumeClaimTemplates/spec/storageClassName"},
};
constexpr Row kIngressClassReferrers[] = {{"", "", "Ingress", "spec/ingressClassName"}};
constexpr Row kAdmissionPolicyReferrers[] = {
    {"admissionregistration.k8s.io", "", "ValidatingAdmissionPolicyBinding", "spec/policyName"},
};

/// What is named, and where.
struct ReferenceRow {
  std::string_view group;
  std::string_view version;
  std::string_view kind;
  std::span<const Row> referrers;
  std::span<const PodHolder> pod_holders = {};
  std::span<const std::string_view> pod_paths = {};
};

constexpr ReferenceRow kReferences[] = {
    {"storage.k8s.io", "v1", "StorageClass", kStorageClassReferrers},
    {"", "v1", "ServiceAccount",        kServiceAccountReferrers, kAccountHolders, kAccountInPod},
    {"rbac.authorization.k8s.io", "", "Role", kRoleReferrers},
    {"rbac.authorization.k8s.io", "", "ClusterRole", kClusterRoleReferrers},
    {"", "v1", "ConfigMap",             kConfigMapReferrers, kConfigHolders, kConfigMapInPod},
    {"", "v1", "Secret",                kSecretReferrers, kConfigHolders, kSecretInPod},
    {"", "v1", "Service",               kServiceReferrers},
    {"scheduling.k8s.io", "v1", "PriorityClass", {}, kAccountHolders, kPriorityInPod},
    {"", "v1", "PersistentVolume",      kVolumeReferrers},
    {"", "v1", "PersistentVolumeClaim", {}, kAccountHolders, kClaimInPod},
    {"", "",   "Deployment",            kScaleReferrers},
    {"", "",   "StatefulSet",           kScaleReferrers},
    {"admissionregistration.k8s.io", "", "ValidatingAdmissionPolicy", kAdmissionPolicyReferrers},
    // A group with a version in it, which no object has: as in kustomize, nothing is ever renamed.
    {"networking.k8s.io/v1", "v1", "IngressClass", kIngressClassReferrers},
    {"", "",   "ReplicaSet",            kScaleReferrers},
    {"", "",   "ReplicationController", kScaleReferrers},
};

constexpr Row kVarReferences[] = {
    {"", "", "Service",          "spec/ports/port"},
    {"", "", "Service",          "spec/ports/targetPort"},
    {"", "", "PersistentVolume", "spec/nfs/server"},
    {"", "", "Deployment",       "spec/template/spec/volumes/nfs/server"},
    {"", "", "Deployment",       "spec/template/metadata/annotations"},
    {"", "", "StatefulSet",      "spec/volumeClaimTemplates/spec/nfs/server"},
    {"", "", "CronJob",          "spec/jobTemplate/spec/template/volumes/nfs/server"},
    {"", "", "DaemonSet",        "spec/template/spec/volumes/nfs/server"},
    {"", "", "Ingress",          "spec/rules/host"},
    {"", "", "Ingress",          "spec/tls/hosts"},
    {"", "", "Ingress",          "spec/tls/secretName"},
    {"", "", "Job",              "spec/template/spec/volumes/nfs/server"},
    {"", "", "Pod",              "spec/volumes/nfs/server"},
    {"", "", "ReplicaSet",       "spec/template/spec/volumes/nfs/server"},
    {"", "", "",                 "metadata/labels"},
    {"", "", "",                 "metadata/annotations"},
};

constexpr Row kNames[] = {{"", "", "", "metadata/name"}};

constexpr Row kNamespaces[] = {
    {"", "", "Namespace", "metadata/name", true},
    {"apiextensions.k8s.io", "", "CustomResourceDefinition",
     "spec/conversion/webhook/clientConfig/service/namespace"},
    {"apiregistration.k8s.io", "", "APIService", "spec/service/namespace", true},
};

constexpr Row kTemplateLabels[] = {
    {"",      "",   "Deployment",            "spec/template/metadata/labels", true},
    {"apps",  "",   "StatefulSet",           "spec/template/metadata/labels", true},
    {"batch", "",   "CronJob",               "spec/jobTemplate/metadata/labels", true},
    {"batch", "",   "CronJob",               "spec/jobTemplate/spec/template/metadata/labels", true},
    {"batch", "",   "Job",                   "spec/template/metadata/labels", true},
    {"",      "v1", "ReplicationController", "spec/template/metadata/labels", true},
    {"",      "",   "DaemonSet",             "spec/template/metadata/labels", true},
    {"",      "",   "ReplicaSet",            "spec/template/metadata/labels", true},
    {"",      "",   "",                      "metadata/labels", true},
};

constexpr Row kVolumeClaimTemplateLabels[] = {
    {"apps", "", "StatefulSet", "spec/volumeClaimTemplates[]/metadata/labels", true},
};

/// In the pods of Deployments and StatefulSets of the group apps.
constexpr std::string_view kSpreadSelectors[] = {
    "spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
    "spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    "spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
    "spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels",
};

/// Selectors, and the labels above. Rows without a path stand for kSpreadSelectors.
constexpr Row kSelectors[] = {
    {"",       "v1", "Service",               "spec/selector", true},
    {"apps",   "",   "Deployment",            ""},
    {"",       "",   "Deployment",            "spec/selector/matchLabels", true},
    {"",       "",   "Deployment",            "spec/template/metadata/labels", true},
    {"apps",   "",   "StatefulSet",           "spec/selector/matchLabels", true},
    {"apps",   "",   "StatefulSet",           ""},
    {"apps",   "",   "StatefulSet",           "spec/template/metadata/labels", true},
    {"apps",   "",   "StatefulSet",           "spec/volumeClaimTemplates[]/metadata/labels", true},
    {"batch",  "",   "CronJob",               "spec/jobTemplate/spec/selector/matchLabels"},
    {"batch",  "",   "CronJob",               "spec/jobTemplate/metadata/labels", true},
    {"batch",  "",   "CronJob",               "spec/jobTemplate/spec/template/metadata/labels", true},
    {"policy", "",   "PodDisruptionBudget",   "spec/selector/matchLabels"},
    {"batch",  "",   "Job",                   "spec/selector/matchLabels"},
    {"batch",  "",   "Job",                   "spec/template/metadata/labels", true},
    {"networking.k8s.io", "", "NetworkPolicy", "spec/podSelector/matchLabels"},
    {"networking.k8s.io", "", "NetworkPolicy", "spec/ingress/from/podSelector/matchLabels"},
    {"networking.k8s.io", "", "NetworkPolicy", "spec/egress/to/podSelector/matchLabels"},
    {"",       "v1", "ReplicationController", "spec/selector", true},
    {"",       "v1", "ReplicationController", "spec/template/metadata/labels", true},
    {"",       "",   "DaemonSet",             "spec/selector/matchLabels", true},
    {"",       "",   "DaemonSet",             "spec/template/metadata/labels", true},
    {"",       "",   "ReplicaSet",            "spec/selector/matchLabels", true},
    {"",       "",   "ReplicaSet",            "spec/template/metadata/labels", true},
    {"",       "",   "",                      "metadata/labels", true},
};

constexpr Row kAnnotations[] = {
    {"",      "",   "Deployment",            "spec/template/metadata/annotations", true},
    {"",      "",   "StatefulSet",           "spec/template/metadata/annotations", true},
    {"batch", "",   "CronJob",               "spec/jobTemplate/metadata/annotations", true},
    {"batch", "",   "CronJob",               "spec/jobTemplate/spec/template/metadata/annotations", true},
    {"batch", "",   "Job",                   "spec/template/metadata/annotations", true},
    {"",      "v1", "ReplicationController", "spec/template/metadata/annotations", true},
    {"",      "",   "DaemonSet",             "spec/template/metadata/annotations", true},
    {"",      "",   "ReplicaSet",            "spec/template/metadata/annotations", true},
    {"",      "",   "",                      "metadata/annotations", true},
};

constexpr Row kImages[] = {
    {"", "", "", "spec/containers[]/image", true},
    {"", "", "", "spec/initContainers[]/image", true},
    {"", "", "", "spec/volumes[]/image/reference", true},
    {"", "", "", "spec/template/spec/containers[]/image", true},
    {"", "", "", "spec/template/spec/initContainers[]/image", true},
    {"", "", "", "spec/template/spec/volumes[]/image/reference", true},
    {"", "", "", "spec/jobTemplate/spec/template/spec/volumes[]/image/reference", true},
};

constexpr Row kReplicas[] = {
    {"", "", "Deployment",            "spec/replicas", true},
    {"", "", "StatefulSet",           "spec/replicas", true},
    {"", "", "ReplicaSet",            "spec/replicas", true},
    {"", "", "ReplicationController", "spec/replicas", true},
};

// clang-format on

/// The tables, with the paths that are put together.
class Tables {
 public:
  Tables() {
    add(config_.name_prefix, kNames);
    add(config_.name_suffix, kNames);
    add(config_.namespace_name, kNamespaces);
    add(config_.template_labels, kTemplateLabels);
    add(config_.volume_claim_template_labels, kVolumeClaimTemplateLabels);
    add_selectors(config_.common_labels);
    add(config_.common_annotations, kAnnotations);
    add(config_.images, kImages);
    add(config_.replicas, kReplicas);
    add_var_references(config_.var_reference);
    for (const ReferenceRow& row : kReferences) {
      NameBackReferences& target = config_.name_reference.emplace_back();
      target.gvk = {row.group, row.version, row.kind};
      add_in_pods(target.referrers, row.pod_holders, row.pod_paths);
      add(target.referrers, row.referrers);
    }
  }

  const TransformerConfig& config() const { return config_; }

 private:
  static void add(FieldSpecs& specs, std::span<const Row> rows) {
    specs.reserve(specs.size() + rows.size());
    for (const Row& row : rows) {
      specs.push_back({{row.group, row.version, row.kind}, row.path, row.create});
    }
  }

  static void add_selectors(FieldSpecs& specs) {
    specs.reserve(std::size(kSelectors) + 2 * std::size(kSpreadSelectors));
    for (const Row& row : kSelectors) {
      std::span<const std::string_view> paths(&row.path, 1);
      if (row.path.empty()) paths = kSpreadSelectors;
      for (std::string_view path : paths) {
        specs.push_back({{row.group, row.version, row.kind}, path, row.create});
      }
    }
  }

  /// Those of a kind's pods stand before its others.
  void add_var_references(FieldSpecs& specs) {
    specs.reserve(std::size(kVarReferences) + std::size(kVarHolders) * std::size(kVarInPod));
    std::string_view kind;
    for (const Row& row : kVarReferences) {
      for (const PodHolder& holder : kVarHolders) {
        if (row.kind != kind && holder.kind == row.kind)
          add_in_pods(specs, {&holder, 1}, kVarInPod);
      }
      kind = row.kind;
      add(specs, {&row, 1});
    }
  }

  void add_in_pods(FieldSpecs& specs, std::span<const PodHolder> holders,
                   std::span<const std::string_view> paths) {
    specs.reserve(specs.size() + holders.size() * paths.size());
    for (const PodHolder& holder : holders) {
      for (std::string_view path : paths) {
        specs.push_back({{"", holder.version, holder.kind}, join(holder.prefix, path), false});
      }
    }
  }

  std::string_view join(std::string_view prefix, std::string_view path) {
    char* joined = paths_.array<char>(prefix.size() + path.size());
    std::copy(path.begin(), path.end(), std::copy(prefix.begin(), prefix.end(), joined));
    return {joined, prefix.size() + path.size()};
  }

  TransformerConfig config_;
  Arena paths_;
};

}  // namespace

const TransformerConfig& default_transformer_config() {
  static const Tables tables;
  return tables.config();
}

}  // namespace drydock::overlays
