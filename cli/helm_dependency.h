#pragma once

#include <span>
#include <string>

#include "cli/helm_call.h"

namespace drydock::cli {

/// `helm dependency`.
int run_helm_dependency(HelmCall& call, std::span<const std::string> args);

}  // namespace drydock::cli
