#include "projects/deployments.h"

namespace drydock::projects {

std::vector<std::unique_ptr<Controller>> make_controllers(const ControllerInput&) { return {}; }

}  // namespace drydock::projects
