#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace drydock::cli {

/// kubeconform, with `-server` and the output `verdicts` on top.
int run_validate(Session& session, std::span<const std::string> args);
/// Exactly kubeconform's flags.
int run_kubeconform(Session& session, std::span<const std::string> args);

}  // namespace drydock::cli
