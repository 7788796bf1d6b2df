#pragma once

#include <span>
#include <string>

#include "cli/helm_call.h"

namespace drydock::cli {

/// `helm package`.
int run_helm_package(HelmCall& call, std::span<const std::string> args);

}  // namespace drydock::cli
