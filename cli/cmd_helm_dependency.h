#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace drydock::cli {

/// `helm dependency`. `args` are the words behind the verb. Throws Error for what ends it.
int run_helm_dependency(Session& session, int helm_version, std::span<const std::string> args);

}  // namespace drydock::cli
