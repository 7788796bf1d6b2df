#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace drydock::cli {

/// `drydock flux`: `flux build kustomization` with the words, flags and exit codes of the original,
/// and `flux build helmrelease`, which that does not have.
int run_flux(Session& session, std::span<const std::string> args);

}  // namespace drydock::cli
