#pragma once

#include "overlays/configs.h"
#include "overlays/context.h"

namespace drydock::overlays {

/// The ServiceAccount that IAMPolicyGenerator binds to an account of Google's cloud. Throws Error
/// for any other cloud. `plugin` is the configuration.
Object& generate_iam_policy(const IamPolicyConfig& config, const Object& plugin, Context& context);

}  // namespace drydock::overlays
