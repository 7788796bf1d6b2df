#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// Pods by namespace, and what selects some of them.
void collect_pods_and_selectors(const Fleet& fleet, const Project& project,
                                const Resource& resource, uint32_t index, ClaimSink& sink);

/// Services, workloads and network policies that select pods of another project, and pods that two
/// budgets select.
std::vector<Finding> judge_pod_selection(const Fleet& fleet, std::span<const Contest> contests);

}  // namespace drydock::validate
