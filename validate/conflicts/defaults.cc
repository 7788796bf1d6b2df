#include "validate/conflicts/defaults.h"

#include <set>

#include "validate/conflicts/fields.h"

namespace drydock::validate {
namespace {

void claim_if_annotated(const Resource& resource, uint32_t index, ClaimSink& sink,
                        std::initializer_list<std::string_view> names, std::string_view pool) {
  for (std::string_view name : names) {
    const Node* value = field(resource.root, {"metadata", "annotations", name});
    if (value && value->text() == "true") return sink.add(index, value, {pool});
  }
}

}  // namespace

void collect_priority_defaults(const Fleet&, const Project&, const Resource& resource,
                               uint32_t index, ClaimSink& sink) {
  if (!is_kind(resource, "scheduling.k8s.io", "PriorityClass")) return;
  const Node* value = resource.root->find("globalDefault");
  if (value && value->text() == "true") sink.add(index, value, {"PriorityClass"});
}

void collect_storage_defaults(const Fleet&, const Project&, const Resource& resource,
                              uint32_t index, ClaimSink& sink) {
  if (!is_kind(resource, "storage.k8s.io", "StorageClass")) return;
  claim_if_annotated(resource, index, sink,
                     {"storageclass.kubernetes.io/is-default-class",
                      "storageclass.beta.kubernetes.io/is-default-class"},
                     "StorageClass");
}

void collect_ingress_defaults(const Fleet&, const Project&, const Resource& resource,
                              uint32_t index, ClaimSink& sink) {
  if (!is_kind(resource, "networking.k8s.io", "IngressClass")) return;
  claim_if_annotated(resource, index, sink, {"ingressclass.kubernetes.io/is-default-class"},
                     "IngressClass");
}

void collect_snapshot_defaults(const Fleet&, const Project&, const Resource& resource,
                               uint32_t index, ClaimSink& sink) {
  if (!is_kind(resource, "snapshot.storage.k8s.io", "VolumeSnapshotClass")) return;
  claim_if_annotated(resource, index, sink,
                     {"snapshot.storage.kubernetes.io/is-default-class",
                      "snapshot.storage.beta.kubernetes.io/is-default-class"},
                     resource.root->text_of("driver"));
}

void collect_limit_ranges(const Fleet& fleet, const Project& project, const Resource& resource,
                          uint32_t index, ClaimSink& sink) {
  if (!is_kind(resource, "", "LimitRange")) return;
  std::string_view space = fleet.namespace_of(resource, project);
  std::set<std::string_view> told;  // a limit that is given is also the request's default
  for (const Node* limit : items(field(resource.root, {"spec", "limits"}))) {
    if (limit->text_of("type") != "Container") continue;
    for (std::string_view sort : {"default", "defaultRequest"}) {
      const Node* values = limit->find(sort);
      for (const NodeEntry& entry : values ? values->pairs() : std::span<const NodeEntry>()) {
        if (told.insert(entry.key->text()).second) {
          sink.add(index, entry.key, {space, entry.key->text()});
        }
      }
    }
  }
}

}  // namespace drydock::validate
