#pragma once

#include <string>
#include <string_view>

#include "core/project.h"
#include "core/source_cache.h"

namespace drydock::projects::flux {

/// The project of an object of Flux, with all that it takes over from the project that holds the
/// object: cluster, owner, severities, parameters. `id` is that of the object, `name` what follows
/// the cluster in the project's name, such as "flux-system/apps".
Project held_project(const Project& holder, const Node& object, std::string id,
                     std::string_view name);

/// Whether a folder has a kustomization file of any of the usual names.
bool has_kustomization(const SourceCache& files, std::string_view folder);

}  // namespace drydock::projects::flux
