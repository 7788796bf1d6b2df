#pragma once

#include <functional>
#include <map>
#include <string>

#include "projects/flux/build_kustomization.h"

namespace drydock::projects::flux {

/// Which folder of the tree the sources of Kustomizations are: by "Kind/namespace/name".
using LocalSources = std::map<std::string, std::string, std::less<>>;

/// Builds a Kustomization, and behind its objects those of the Kustomizations that it renders, and
/// so on. Throws Error for one whose source is not in `sources`, and for those that render each
/// other in a circle.
void build_recursively(const KustomizationBuild& build, const LocalSources& sources,
                       ResourceSet& out, std::vector<Diagnostic>& warnings);

}  // namespace drydock::projects::flux
