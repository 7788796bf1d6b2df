#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/source_cache.h"
#include "overlays/kustomization.h"
#include "overlays/parsed_files.h"
#include "projects/flux/ignore_patterns.h"
#include "projects/flux/kustomization_spec.h"

namespace drydock::projects::flux {

/// What Flux puts into the kustomization file of a folder before it builds it.
struct GenerateInput {
  SourceCache& files;
  std::string folder;  // of the tree
  overlays::ParsedFiles& parsed_files;
  Arena& arena;  // outlives the kustomization
  /// Whether `.sourceignore` files and `ignore_paths` count here, as for `flux build`; a cluster
  /// gets sources without what they name.
  bool filter = false;
  std::vector<std::string> ignore_paths;  // lines in gitignore's syntax
  /// What the source does not have, though it is in the tree; paths relative to `source_root`.
  const IgnorePatterns* left_out = nullptr;
  std::string source_root = {};
};

/// Makes the kustomization of a folder that has none: all files with objects and all folders with a
/// kustomization, in the order of a walk. Then, or for one that was read, what the spec of the
/// definition overrides. Throws Error for files that hold no objects, for components that are no
/// local paths and for entries that are not there.
void rewrite_kustomization(overlays::Kustomization& k, const KustomizationSpec& spec,
                           const GenerateInput& input);

/// All patterns of `.sourceignore` files of a folder and below; paths relative to it.
IgnorePatterns load_ignore_patterns(SourceCache& files, std::string_view folder);

}  // namespace drydock::projects::flux
