#pragma once

#include <span>
#include <string>

#include "cli/helm_call.h"

namespace drydock::cli {

/// `helm show`.
int run_helm_show(HelmCall& call, std::span<const std::string> args);

}  // namespace drydock::cli
