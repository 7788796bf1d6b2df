#pragma once

#include <optional>
#include <string>

#include "projects/argocd/definitions.h"
#include "projects/controller.h"

namespace drydock::projects::argocd {

/// Which URL that Applications and ApplicationSets name is that of the repository they are in,
/// normalized. Nothing when a remote of Git is among them, or nothing tells.
std::optional<std::string> guess_repository(Definitions& definitions, const ControllerInput& input);

}  // namespace drydock::projects::argocd
