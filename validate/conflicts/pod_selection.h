#pragma once

#include "validate/conflicts/claim_marks.h"
#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// Pods by namespace, and what selects some of them.
void collect_pods_and_selectors(const Fleet& fleet, const Project& project,
                                const Resource& resource, uint32_t index, ClaimSink& sink);

/// Of the claims that `collect_pods_and_selectors` has put: what a selector needs to meet a pod.
void mark_pods_and_selectors(const Fleet& fleet, std::span<const Claim> claims, ClaimMarks& marks);

/// Services, workloads and network policies that select pods of another project, and pods that two
/// budgets select.
std::vector<Finding> judge_pod_selection(const Fleet& fleet, std::span<const Contest> contests);

}  // namespace drydock::validate
