#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/source_cache.h"

namespace drydock::projects::argocd {

/// All paths of a repository, in byte order.
struct GitListing {
  std::vector<std::string> files;    // links, too
  std::vector<std::string> folders;  // none that is hidden or below one that is
};

/// Looks through each repository once. Safe from many threads.
class GitListings {
 public:
  /// Whoever has a log of inputs notes what it picks itself. Throws Error, rule `argocd-limit`, for
  /// a repository with more files than anybody has.
  const GitListing& of(SourceCache& files);

 private:
  std::mutex mutex_;
  std::map<const Tree*, std::unique_ptr<GitListing>> known_;
};

}  // namespace drydock::projects::argocd
