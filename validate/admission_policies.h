#pragma once

#include <vector>

#include "core/finding.h"
#include "validate/fleet.h"

namespace drydock::validate {

/// What the ValidatingAdmissionPolicies of the fleet say of its objects, as their bindings have it:
/// Deny is an error, Warn a warning, Audit an info. Whether policies compile is told elsewhere;
/// those that do not are passed over. What only a cluster knows (who asks, and what the authorizer
/// says) is left open, and said once for each policy.
std::vector<Finding> check_admission_policies(const Fleet& fleet, int jobs);

}  // namespace drydock::validate
