#pragma once

#include <functional>
#include <string_view>

#include "core/value.h"

namespace drydock::projects::argocd {

/// An AppProject with the lists of those behind its own that `globalProjects` of argocd-cm names
/// for its labels, as the original completes it before it asks what is permitted. `setting` is the
/// YAML text there; entries that cannot be read are passed over. `find` gives the value of an
/// AppProject by name, or nil. New values live in `arena`.
Value with_global_projects(Value project, std::string_view setting,
                           const std::function<Value(std::string_view name)>& find, Arena& arena);

}  // namespace drydock::projects::argocd
