#include "validate/object_references.h"

#include <algorithm>

#include "core/suggest.h"
#include "validate/field_paths.h"

namespace drydock::validate {
namespace {

/// A rule: where a name stands, and of what. "[]" behind a key goes through the items of a list.
struct ReferenceRow {
  std::string_view path;  // from the pod's spec, or from the object's root
  std::string_view group;
  std::string_view kind;
};

// clang-format off
constexpr ReferenceRow kInPods[] = {
    {"volumes[].configMap.name",                            "", "ConfigMap"},
    {"volumes[].secret.secretName",                         "", "Secret"},
    {"volumes[].persistentVolumeClaim.claimName",           "", "PersistentVolumeClaim"},
    {"volumes[].projected.sources[].configMap.name",        "", "ConfigMap"},
    {"volumes[].projected.sources[].secret.name",           "", "Secret"},
    {"containers[].env[].valueFrom.configMapKeyRef.name",   "", "ConfigMap"},
    {"containers[].env[].valueFrom.secretKeyRef.name",      "", "Secret"},
    {"containers[].envFrom[].configMapRef.name",            "", "ConfigMap"},
    {"containers[].envFrom[].secretRef.name",               "", "Secret"},
    {"initContainers[].env[].valueFrom.configMapKeyRef.name", "", "ConfigMap"},
    {"initContainers[].env[].valueFrom.secretKeyRef.name",  "", "Secret"},
    {"initContainers[].envFrom[].configMapRef.name",        "", "ConfigMap"},
    {"initContainers[].envFrom[].secretRef.name",           "", "Secret"},
    {"imagePullSecrets[].name",                             "", "Secret"},
    {"serviceAccountName",                                  "", "ServiceAccount"},
    {"priorityClassName",                                   "scheduling.k8s.io", "PriorityClass"},
};

/// In objects of a kind.
struct KindRow {
  std::string_view group;
  std::string_view kind;
  ReferenceRow row;
};

constexpr KindRow kInKinds[] = {
    {"apps",              "StatefulSet",           {"spec.serviceName", "", "Service"}},
    {"apps",              "StatefulSet",           {"spec.volumeClaimTemplates[].spec.storageClassName", "storage.k8s.io", "StorageClass"}},
    {"",                  "PersistentVolumeClaim", {"spec.storageClassName", "storage.k8s.io", "StorageClass"}},
    {"networking.k8s.io", "Ingress",               {"spec.ingressClassName", "networking.k8s.io", "IngressClass"}},
    {"networking.k8s.io", "Ingress",               {"spec.defaultBackend.service.name", "", "Service"}},
    {"networking.k8s.io", "Ingress",               {"spec.rules[].http.paths[].backend.service.name", "", "Service"}},
    {"networking.k8s.io", "Ingress",               {"spec.tls[].secretName", "", "Secret"}},
};
// clang-format on

const Node* child(const Node* node, std::string_view key) {
  return node ? node->find(key) : nullptr;
}

/// Follows the rows' paths through an object.
class Collector {
 public:
  explicit Collector(std::vector<ObjectReference>& found) : found_(found) {}

  void follow(const Node* node, std::string_view path, const std::string& field,
              const ReferenceRow& row, const Node* holder = nullptr) {
    if (!node) return;
    if (path.empty()) return add(*node, field, row, holder);
    size_t dot = std::min(path.find('.'), path.size());
    std::string_view key = path.substr(0, dot);
    std::string_view rest = path.substr(std::min(dot + 1, path.size()));
    bool through_items = key.ends_with("[]");
    if (through_items) key.remove_suffix(2);
    const Node* value = node->find(key);
    std::string below = joined_field(field, key);
    if (!through_items) return follow(value, rest, below, row, node);
    if (!value) return;
    for (size_t i = 0; i < value->elements().size(); ++i) {
      follow(value->elements()[i], rest, fmt::format("{}[{}]", below, i), row, value);
    }
  }

  void add(const Node& name, const std::string& field, const ReferenceRow& row, const Node* holder,
           std::string_view namespace_name = "") {
    if (!name.is_scalar() || name.text().empty()) return;
    // Filled in by a later tool: `${NAME}`, `{{ name }}`.
    if (name.text().find_first_of("${}<>") != std::string_view::npos) return;
    if (holder && holder->text_of("optional") == "true") return;
    found_.push_back({row.group, row.kind, namespace_name, name.text(), &name, field});
  }

 private:
  std::vector<ObjectReference>& found_;
};

void collect_scale_target(const Resource& resource, std::vector<ObjectReference>& found) {
  const Node* target = child(resource.root->find("spec"), "scaleTargetRef");
  const Node* name = child(target, "name");
  if (!name) return;
  Gvk gvk = make_gvk(target->text_of("apiVersion"), target->text_of("kind"));
  Collector(found).add(*name, "spec.scaleTargetRef.name", {"", gvk.group, gvk.kind}, nullptr);
}

/// The role, and the service accounts it is given to.
void collect_binding(const Resource& resource, std::vector<ObjectReference>& found) {
  Collector collector(found);
  const Node* role = resource.root->find("roleRef");
  const Node* name = child(role, "name");
  if (name) {
    collector.add(*name, "roleRef.name", {"", "rbac.authorization.k8s.io", role->text_of("kind")},
                  nullptr);
  }
  const Node* subjects = resource.root->find("subjects");
  for (size_t i = 0; subjects && i < subjects->elements().size(); ++i) {
    const Node& subject = *subjects->elements()[i];
    const Node* account = subject.find("name");
    if (!account || subject.text_of("kind") != "ServiceAccount") continue;
    collector.add(*account, fmt::format("subjects[{}].name", i), {"", "", "ServiceAccount"},
                  nullptr, subject.text_of("namespace"));
  }
}

void collect_service(const Node* service, const std::string& field,
                     std::vector<ObjectReference>& found) {
  const Node* name = child(service, "name");
  if (!name) return;
  Collector(found).add(*name, field + ".name", {"", "", "Service"}, nullptr,
                       service->text_of("namespace"));
}

void collect_webhooks(const Resource& resource, std::vector<ObjectReference>& found) {
  const Node* webhooks = resource.root->find("webhooks");
  for (size_t i = 0; webhooks && i < webhooks->elements().size(); ++i) {
    const Node* client = webhooks->elements()[i]->find("clientConfig");
    collect_service(child(client, "service"), fmt::format("webhooks[{}].clientConfig.service", i),
                    found);
  }
}

}  // namespace

std::vector<std::string_view> pod_spec_path(const Gvk& gvk,
                                            const std::vector<WorkloadKind>& workloads) {
  bool is_core = gvk.group.empty();
  if (gvk.kind == "Pod" && is_core) return {"spec"};
  if (gvk.kind == "PodTemplate" && is_core) return {"template", "spec"};
  if (gvk.kind == "CronJob" && gvk.group == "batch") {
    return {"spec", "jobTemplate", "spec", "template", "spec"};
  }
  bool is_workload = gvk.group == "apps" || (gvk.group == "batch" && gvk.kind == "Job") ||
                     (is_core && gvk.kind == "ReplicationController");
  if (is_workload) return {"spec", "template", "spec"};
  for (const WorkloadKind& one : workloads) {
    std::string whole =
        gvk.group.empty() ? std::string(gvk.kind) : fmt::format("{}.{}", gvk.kind, gvk.group);
    if (one.kind != whole) continue;
    std::vector<std::string_view> path;
    for (std::string_view rest = one.pod_template; !rest.empty();) {
      size_t dot = std::min(rest.find('.'), rest.size());
      path.push_back(rest.substr(0, dot));
      rest.remove_prefix(std::min(dot + 1, rest.size()));
    }
    path.push_back("spec");
    return path;
  }
  return {};
}

std::vector<ObjectReference> object_references(const Resource& resource,
                                               const std::vector<WorkloadKind>& workloads) {
  std::vector<ObjectReference> found;
  Collector collector(found);
  std::vector<std::string_view> path = pod_spec_path(resource.gvk, workloads);
  const Node* pod = path.empty() ? nullptr : resource.root->find_path(path);
  std::string field = fmt::format("{}", fmt::join(path, "."));
  if (pod && pod->is_mapping()) {
    for (const ReferenceRow& row : kInPods) collector.follow(pod, row.path, field, row);
  }
  for (const KindRow& one : kInKinds) {
    if (one.kind == resource.gvk.kind && one.group == resource.gvk.group) {
      collector.follow(resource.root, one.row.path, "", one.row);
    }
  }
  std::string_view kind = resource.gvk.kind;
  if (kind == "HorizontalPodAutoscaler" || kind == "ScaledObject") {
    collect_scale_target(resource, found);
  } else if (kind == "RoleBinding" || kind == "ClusterRoleBinding") {
    collect_binding(resource, found);
  } else if (kind.ends_with("WebhookConfiguration")) {
    collect_webhooks(resource, found);
  } else if (kind == "APIService") {
    collect_service(child(resource.root->find("spec"), "service"), "spec.service", found);
  }
  return found;
}

}  // namespace drydock::validate
