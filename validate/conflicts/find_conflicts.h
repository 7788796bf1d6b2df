#pragma once

#include <vector>

#include "core/finding.h"
#include "validate/fleet.h"

namespace drydock::validate {

/// Claims that several projects make in one cluster, by every row of `claim_rules`, sorted. Runs on
/// up to `jobs` threads (0: one for each core); the result does not depend on their number.
std::vector<Finding> find_conflicts(const Fleet& fleet, int jobs);

}  // namespace drydock::validate
