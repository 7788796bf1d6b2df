#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace drydock::cli {

/// `drydock kustomize`: the words of the original, its flags and exit codes.
int run_kustomize(Session& session, std::span<const std::string> args);

}  // namespace drydock::cli
