#pragma once

#include "core/source_cache.h"
#include "overlays/configs.h"

namespace drydock::overlays {

/// Reads the files that one kustomization names. Paths are relative to its folder. What a file may
/// be read from is limited to that folder and those below, unless the build says otherwise.
class Loader {
 public:
  virtual ~Loader() = default;

  /// The folder, relative to the tree's root.
  virtual std::string_view root() const = 0;
  /// The folder's absolute path, for what kustomize derives from it.
  virtual std::string_view absolute_root() const = 0;
  /// A file. Throws Error at `path` when it is missing, a folder or outside of the limits.
  virtual const SourceFile& load(const Text& path) = 0;
};

}  // namespace drydock::overlays
