#pragma once

#include "validate/policy/policy_set.h"

namespace drydock::validate::policy {

/// Leaves only those policies of `head` to run that differ from `base`: new ones, and those whose
/// file, modules or parameters changed.
void keep_changed(PolicySet& head, const PolicySet& base);

}  // namespace drydock::validate::policy
