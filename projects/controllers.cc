#include "projects/argocd/controller.h"
#include "projects/deployments.h"

namespace drydock::projects {

std::vector<std::unique_ptr<Controller>> make_controllers(const ControllerInput& input) {
  std::vector<std::unique_ptr<Controller>> controllers;
  controllers.push_back(make_argocd_controller(input));
  return controllers;
}

}  // namespace drydock::projects
