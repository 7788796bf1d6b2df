#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace drydock::cli {

/// `drydock flux build kustomization NAME`. Throws Error, rule `usage`, for wrong flags.
int run_flux_build_kustomization(Session& session, std::span<const std::string> args);
/// Its flags, for help.
std::string describe_flux_build_kustomization();

}  // namespace drydock::cli
