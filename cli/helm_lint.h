#pragma once

#include <span>
#include <string>

#include "cli/helm_call.h"

namespace drydock::cli {

/// `helm lint`: prints what Helm prints; 1 when a chart fails.
int run_helm_lint(HelmCall& call, std::span<const std::string> args);

}  // namespace drydock::cli
