#pragma once

#include <string_view>

#include "core/arena.h"
#include "core/value.h"

namespace drydock::projects::argocd {

/// An Application after `templatePatch`, a text in YAML or JSON whose parameters are filled in: a
/// strategic merge, where lists are replaced, finalizers are joined, and the project stays. Throws
/// Error, rule `argocd-template`.
Value apply_template_patch(Value application, std::string_view patch, Arena& arena);

}  // namespace drydock::projects::argocd
