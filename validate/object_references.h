#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/resource.h"
#include "core/settings.h"

namespace drydock::validate {

/// One object's mention of another by name.
struct ObjectReference {
  std::string_view group;
  std::string_view kind;
  std::string_view namespace_name;  // empty: that of the object itself, or none
  std::string_view name;
  const Node* node = nullptr;  // the name
  std::string field;           // "spec.template.spec.volumes[0].configMap.name"
};

/// The mentions that the cluster needs to find; those marked optional are left out.
std::vector<ObjectReference> object_references(const Resource& resource,
                                               const std::vector<WorkloadKind>& workloads);

/// The path to the pod's spec in objects of a kind: {"spec", "template", "spec"}; empty for none.
std::vector<std::string_view> pod_spec_path(const Gvk& gvk,
                                            const std::vector<WorkloadKind>& workloads);

}  // namespace drydock::validate
