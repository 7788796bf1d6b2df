#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace drydock::cli {

/// `drydock flux build helmrelease NAME`, which the original does not have. Throws Error, rule
/// `usage`, for wrong flags.
int run_flux_build_helm_release(Session& session, std::span<const std::string> args);
/// Its flags, for help.
std::string describe_flux_build_helm_release();

}  // namespace drydock::cli
