#pragma once

#include <memory>

#include "projects/controller.h"

namespace drydock::projects {

/// Argo CD: Applications and ApplicationSets become projects, by the AppProjects, cluster Secrets
/// and settings (`argocd-cm`) that are seen among the objects. A definition counts for the cluster
/// of the project that holds it, which is the one that Argo CD calls in-cluster.
std::unique_ptr<Controller> make_argocd_controller(ControllerInput input);

}  // namespace drydock::projects
