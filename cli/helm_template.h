#pragma once

#include <span>
#include <string>

#include "cli/helm_call.h"

namespace drydock::cli {

/// `helm template [NAME] CHART`: prints what Helm prints.
int run_helm_template(HelmCall& call, std::span<const std::string> args);

}  // namespace drydock::cli
