#pragma once

#include <memory>

#include "projects/controller.h"

namespace drydock::projects::flux {

/// The Flux Operator: each ResourceSet and each FluxInstance with `sync` is a project.
std::unique_ptr<Controller> make_operator_controller(ControllerInput input);

}  // namespace drydock::projects::flux
