#pragma once

#include "plan/content.h"

namespace drydock::plan {

/// What the server derives within a pod's spec: pull policies, requests from limits, the old name
/// of the service account, a volume without a source. `is_pod`: of a Pod itself, no template.
void derive_pod_spec(Node& spec, bool is_pod, Arena& arena);

}  // namespace drydock::plan
