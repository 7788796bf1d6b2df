#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace drydock::cli {

// Helm's verbs with its flags, its output and its exit codes.

int run_helm3(Session& session, std::span<const std::string> args);
int run_helm4(Session& session, std::span<const std::string> args);
/// 4, unless DRYDOCK_HELM is 3.
int run_helm(Session& session, std::span<const std::string> args);

}  // namespace drydock::cli
