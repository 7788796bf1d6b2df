#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/rendered.h"
#include "projects/argocd/definitions.h"
#include "projects/argocd/destination.h"
#include "projects/argocd/server_settings.h"

namespace drydock::projects::argocd {

/// An Application that is a project.
struct Deployed {
  const Definition* definition = nullptr;
  Destination destination;
  ServerSettings server;
  const RenderedProject* rendered = nullptr;  // null until it is
};

/// What checks of them look at.
struct DeployedWorld {
  const Definitions& definitions;
  std::string_view home;  // the namespace of Argo CD itself
  std::function<bool(std::string_view url)> is_here;
  /// The folder of a source in this repository; nothing when it is elsewhere or not there.
  std::function<std::optional<std::string>(Value source)> folder_here;
};

/// What is wrong with an Application once everything is rendered: what its AppProject forbids, what
/// its annotations leave out, a destination that nobody knows.
void check_deployed(const Deployed& deployed, const DeployedWorld& world,
                    std::vector<Diagnostic>& problems);

}  // namespace drydock::projects::argocd
