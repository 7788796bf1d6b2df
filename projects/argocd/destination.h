#pragma once

#include <string>
#include <vector>

#include "core/settings.h"
#include "projects/argocd/definitions.h"
#include "projects/argocd/project_rules.h"

namespace drydock::projects::argocd {

/// Where an Application deploys to.
struct Destination {
  std::string cluster;  // as drydock names it
  DestinationCluster named;
  std::string namespace_name;
  std::string kube_version;
  std::vector<std::string> api_versions;
  bool unknown = false;  // no inventory has it, though there is one
};

Destination destination_of(const Definition& application, const Definitions& definitions,
                           const Settings& settings);

}  // namespace drydock::projects::argocd
