#pragma once

#include <vector>

#include "core/resource.h"
#include "core/settings.h"

namespace drydock::validate {

/// The node with `metadata` and `spec` of the pods that an object makes: of built-in workloads,
/// Argo Rollouts, Knative and OpenShift kinds, and those of the settings. Null for others.
const Node* pod_template(const Resource& resource, const std::vector<WorkloadKind>& workloads);

/// Whether objects of that kind have one.
bool has_pods(const Gvk& gvk, const std::vector<WorkloadKind>& workloads);

}  // namespace drydock::validate
