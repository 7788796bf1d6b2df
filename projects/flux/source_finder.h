#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/diagnostic.h"
#include "core/source_cache.h"
#include "projects/flux/definitions.h"
#include "projects/source_repositories.h"

namespace drydock::projects::flux {

/// Where the files of a definition are.
struct FoundSource {
  SourceCache* files = nullptr;       // null: nobody knows
  bool here = false;                  // in the repository that is looked at
  const SourceObject* object = nullptr;
  std::string key;                    // "GitRepository/flux-system/apps"
};

/// Finds the repositories and folders that sources of Flux stand for.
class SourceFinder {
 public:
  SourceFinder(SourceCache& here, SourceRepositories& repositories,
               const Definitions& definitions)
      : here_(here), repositories_(repositories), definitions_(definitions) {}

  /// Decides which source is the repository that is looked at when no URL of its remotes is a
  /// source's: the one that most Kustomizations with a path that exists here refer to.
  void guess();

  FoundSource find(const SourceReference& reference, const Definition& definition) const;
  /// What to tell about a source without files: that nobody defines it, or what to give.
  Diagnostic missing(const SourceReference& reference, const FoundSource& found,
                     const Definition& definition) const;

 private:
  SourceCache* find_named(const FoundSource& found, std::string_view name) const;

  SourceCache& here_;
  SourceRepositories& repositories_;
  const Definitions& definitions_;
  std::string guessed_;  // its normalized URL, or its key where it has none
};

/// The path of a Kustomization within its source, clean; nothing when it leads out of it.
std::optional<std::string> path_in_source(std::string_view path);

}  // namespace drydock::projects::flux
