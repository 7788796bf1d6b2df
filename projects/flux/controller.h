#pragma once

#include <memory>

#include "projects/controller.h"

namespace drydock::projects::flux {

/// Flux: each Kustomization and each HelmRelease is a project.
std::unique_ptr<Controller> make_flux_controller(ControllerInput input);

}  // namespace drydock::projects::flux
