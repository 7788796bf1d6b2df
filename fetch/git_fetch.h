#pragma once

#include <string>
#include <string_view>

#include "core/source.h"

namespace drydock::fetch {

/// What to fetch of a repository.
struct GitRequest {
  std::string url;  // as `git fetch` takes it: https, http, ssh, git, file, or "user@host:path"
  std::string ref;  // branch, tag or commit; "" is the default branch
  bool submodules = true;
  int timeout_seconds = 27;  // for each step that uses the network
};

struct GitLimits {
  size_t max_bytes = size_t{1} << 30;  // of what is downloaded, and of the files of a commit
  size_t max_files = 200'000;
  int max_submodule_depth = 5;
};

/// The files of a commit, on disk.
struct GitCheckout {
  std::string commit;  // its full id, whatever the request named
  std::string folder;  // absolute; holds exactly its files
};

/// Fetches commits through the program `git` into a cache where each commit is a folder that never
/// changes; a request that names a full commit id which is there uses no network.
///
/// Nothing that the repository holds is run: no hooks, filters or attributes apply, as git only
/// downloads objects and the files are written by this program. No prompts; protocols are limited
/// to those above, and to file only where the request itself says file. Safe from many threads and
/// processes.
class GitFetch {
 public:
  explicit GitFetch(std::string cache_folder, GitLimits limits = {})
      : cache_folder_(std::move(cache_folder)), limits_(limits) {}

  /// Throws Error with rule `overlay-remote` at `where`.
  GitCheckout fetch(const GitRequest& request, SourcePos where) const;

 private:
  class Job;

  std::string cache_folder_;
  GitLimits limits_;
};

}  // namespace drydock::fetch
