#pragma once

#include <span>
#include <string>

#include "cli/helm_call.h"

namespace drydock::cli {

/// `helm version`: the version whose behaviour this is.
int run_helm_version(HelmCall& call, std::span<const std::string> args);

}  // namespace drydock::cli
