#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// Objects themselves: group, kind, namespace and name; the version does not count.
void collect_identity(const Fleet& fleet, const Project& project, const Resource& resource,
                      uint32_t index, ClaimSink& sink);

/// Rules `duplicate-*`. What `sharedNamespaces` and `shared` of the settings allow is no finding.
std::vector<Finding> judge_identity(const Fleet& fleet, std::span<const Contest> contests);

}  // namespace drydock::validate
