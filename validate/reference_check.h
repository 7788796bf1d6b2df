#pragma once

#include <vector>

#include "core/finding.h"
#include "validate/fleet.h"

namespace drydock::validate {

/// Rule `reference-missing`: names of objects that no project of the cluster defines, no controller
/// makes and no external is declared for; with the nearest name that exists. Clusters with a
/// project that could not be rendered are passed over, as nobody knows what it defines.
std::vector<Finding> check_references(const Fleet& fleet);

}  // namespace drydock::validate
