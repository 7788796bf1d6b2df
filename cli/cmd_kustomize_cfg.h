#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace drydock::cli {

/// `kustomize cfg`: only `tree`, the rest is refused with its reason.
int run_kustomize_cfg(Session& session, std::span<const std::string> args);

}  // namespace drydock::cli
