#pragma once

#include "core/kinds.h"
#include "core/resource.h"

namespace drydock::validate {

/// Whether objects of a kind live in namespaces: Kubernetes' own kinds in whatever version, and
/// widespread custom kinds, for repositories that do not hold their definitions.
Scope known_scope(const Gvk& gvk);

}  // namespace drydock::validate
