#include "projects/deployments.h"
#include "projects/flux/controller.h"

namespace drydock::projects {

std::vector<std::unique_ptr<Controller>> make_controllers(const ControllerInput& input) {
  std::vector<std::unique_ptr<Controller>> controllers;
  controllers.push_back(flux::make_flux_controller(input));
  return controllers;
}

}  // namespace drydock::projects
