#pragma once

#include <string>
#include <vector>

#include "projects/cluster_guess.h"

namespace drydock::projects {

/// A kustomization that is a project, as far as it matters what it is a variant of.
struct VariantCandidate {
  std::string_view path;
  ClusterGuess guess;
  std::vector<size_t> bases;  // FolderRoles::bases_of
};

/// Environments often have environments below: `shop/overlays/prod/eu` and `shop/overlays/prod/us`
/// are not two parts of `prod`, but two places to which `shop/base` goes. Gives those a cluster of
/// their own, called after their folder, or after all folders below `overlays` when that says too
/// little. `bases` are indices of `folders`.
void separate_variants(std::vector<VariantCandidate>& candidates,
                       const std::vector<std::string_view>& folders);

}  // namespace drydock::projects
