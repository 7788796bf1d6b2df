#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// Service accounts, and the bindings that give them rights.
void collect_bindings(const Fleet& fleet, const Project& project, const Resource& resource,
                      uint32_t index, ClaimSink& sink);

/// Bindings with a service account that only other projects own.
std::vector<Finding> judge_bindings(const Fleet& fleet, std::span<const Contest> contests);

}  // namespace drydock::validate
