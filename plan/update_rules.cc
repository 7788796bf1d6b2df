#include "plan/update_rules.h"

#include <algorithm>
#include <iterator>

#include "plan/changed_fields.h"
#include "plan/same_value.h"
#include "plan/update_rules_core.h"

namespace drydock::plan {
namespace {

constexpr std::string_view kInvalid = "FieldValueInvalid";
constexpr std::string_view kForbidden = "FieldValueForbidden";

enum class When : uint8_t {
  Ever,
  OnceSet,  // a field that was empty may be set
};

/// A field that cannot change.
struct ImmutableField {
  std::string_view group;
  std::string_view kind;
  std::string_view path;
  std::string_view type;
  std::string_view told_as = "";  // the server's own name for it, where that is another
  When when = When::Ever;
};

// clang-format off
constexpr ImmutableField kImmutable[] = {
    {"",                          "Node",                  "spec.podCIDRs",            kForbidden, "", When::OnceSet},
    {"",                          "Node",                  "spec.providerID",          kForbidden, "", When::OnceSet},
    {"",                          "PersistentVolume",      "spec.nodeAffinity",        kInvalid, "nodeAffinity", When::OnceSet},
    {"",                          "PersistentVolume",      "spec.volumeMode",          kInvalid, "volumeMode"},
    {"",                          "ResourceQuota",         "spec.scopes",              kInvalid},
    {"",                          "Secret",                "type",                     kInvalid},
    {"apps",                      "ControllerRevision",    "data",                     kInvalid},
    {"apps",                      "DaemonSet",             "spec.selector",            kInvalid},
    {"apps",                      "Deployment",            "spec.selector",            kInvalid},
    {"apps",                      "ReplicaSet",            "spec.selector",            kInvalid},
    {"batch",                     "Job",                   "spec.backoffLimitPerIndex", kInvalid},
    {"batch",                     "Job",                   "spec.completionMode",      kInvalid},
    {"batch",                     "Job",                   "spec.managedBy",           kInvalid},
    {"batch",                     "Job",                   "spec.podFailurePolicy",    kInvalid},
    {"batch",                     "Job",                   "spec.selector",            kInvalid},
    {"batch",                     "Job",                   "spec.successPolicy",       kInvalid},
    {"certificates.k8s.io",       "ClusterTrustBundle",    "spec.signerName",          kInvalid},
    {"certificates.k8s.io",       "PodCertificateRequest", "spec",                     kInvalid},
    {"discovery.k8s.io",          "EndpointSlice",         "addressType",              kInvalid},
    {"networking.k8s.io",         "IPAddress",             "spec.parentRef",           kInvalid},
    {"networking.k8s.io",         "IngressClass",          "spec.controller",          kInvalid},
    {"networking.k8s.io",         "ServiceCIDR",           "spec.cidrs",               kInvalid, "spec.cidrs[0]"},
    {"node.k8s.io",               "RuntimeClass",          "handler",                  kInvalid},
    {"rbac.authorization.k8s.io", "ClusterRoleBinding",    "roleRef",                  kInvalid},
    {"rbac.authorization.k8s.io", "RoleBinding",           "roleRef",                  kInvalid},
    {"resource.k8s.io",           "ResourceClaim",         "spec",                     kInvalid},
    {"resource.k8s.io",           "ResourceClaimTemplate", "spec",                     kInvalid},
    {"resource.k8s.io",           "ResourceSlice",         "spec.driver",              kInvalid},
    {"resource.k8s.io",           "ResourceSlice",         "spec.nodeName",            kInvalid},
    {"resource.k8s.io",           "ResourceSlice",         "spec.pool.name",           kInvalid},
    {"scheduling.k8s.io",         "PriorityClass",         "preemptionPolicy",         kInvalid},
    {"scheduling.k8s.io",         "PriorityClass",         "value",                    kForbidden},
    {"storage.k8s.io",            "CSIDriver",             "spec.attachRequired",      kInvalid, "spec.attachedRequired"},
    {"storage.k8s.io",            "CSIDriver",             "spec.volumeLifecycleModes", kInvalid},
    {"storage.k8s.io",            "CSIStorageCapacity",    "nodeTopology",             kInvalid},
    {"storage.k8s.io",            "CSIStorageCapacity",    "storageClassName",         kInvalid},
    {"storage.k8s.io",            "StorageClass",          "parameters",               kForbidden},
    {"storage.k8s.io",            "StorageClass",          "provisioner",              kForbidden},
    {"storage.k8s.io",            "StorageClass",          "reclaimPolicy",            kForbidden},
    {"storage.k8s.io",            "StorageClass",          "volumeBindingMode",        kInvalid},
    {"storage.k8s.io",            "VolumeAttachment",      "spec",                     kInvalid},
    {"storage.k8s.io",            "VolumeAttributesClass", "driverName",               kForbidden},
    {"storage.k8s.io",            "VolumeAttributesClass", "parameters",               kForbidden},
    {"storagemigration.k8s.io",   "StorageVersionMigration", "spec",                   kInvalid},
};
// clang-format on

Shape shape_at(Shape shape, std::string_view path) {
  while (!path.empty()) {
    size_t dot = std::min(path.find('.'), path.size());
    shape = shape.field(path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return shape;
}

bool differs(const Node& stored, const Node& wanted, const ImmutableField& row, const Shape& root) {
  const Node* before = at_path(&stored, row.path);
  const Node* after = at_path(&wanted, row.path);
  if (!before && !after) return false;
  if (row.when == When::OnceSet && !before) return false;
  Node empty;
  empty.kind = before ? before->kind : after->kind;
  bool comparable = before && after;
  if (!comparable && empty.is_scalar()) return true;
  return !changed_fields(before ? *before : empty, after ? *after : empty, shape_at(root, row.path),
                         FilledIn::Counts)
              .empty();
}

}  // namespace

std::vector<Cause> update_refusals(const Node& stored, const Node& wanted, const KindFacts& facts) {
  std::vector<Cause> causes;
  for (const ImmutableField& row : kImmutable) {
    if (row.kind != facts.gvk.kind || row.group != facts.gvk.group) continue;
    if (!differs(stored, wanted, row, facts.shape)) continue;
    causes.push_back({row.type, std::string(row.told_as.empty() ? row.path : row.told_as)});
  }
  add_kind_refusals({stored, wanted, facts}, causes);
  return causes;
}

std::vector<Cause> lost_versions(const Node& stored, const Node& wanted) {
  std::vector<Cause> causes;
  const Node* before = at_path(&stored, "spec.versions");
  const Node* after = at_path(&wanted, "spec.versions");
  for (const Node* version : before ? before->elements() : std::span<Node* const>()) {
    if (!is_true(version->find("storage"))) continue;
    std::string_view name = version->text_of("name");
    auto names_it = [&](const Node* one) { return one->text_of("name") == name; };
    bool kept = after && std::any_of(after->elements().begin(), after->elements().end(), names_it);
    if (!kept) causes.push_back({kInvalid, "status.storedVersions[0]"});
  }
  return causes;
}

}  // namespace drydock::plan
