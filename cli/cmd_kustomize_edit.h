#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace drydock::cli {

// Verbs of `kustomize` that change a kustomization's file. They take the words behind the verb and
// return the original's exit codes.

int run_kustomize_edit(Session& session, std::span<const std::string> args);
int run_kustomize_create(Session& session, std::span<const std::string> args);

}  // namespace drydock::cli
