#pragma once

#include <string_view>

#include "core/settings.h"

namespace drydock::validate {

/// The minor release of Kubernetes that a cluster runs: what the settings say of it or of all, else
/// the newest built in.
int target_release(const Settings& settings, std::string_view cluster);

}  // namespace drydock::validate
