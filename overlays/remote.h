#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/source_cache.h"

namespace drydock::overlays {

/// A reference to a folder in a Git repository, in any of kustomize's forms:
/// "https://host/org/repo//path?ref=v1", "git@host:org/repo.git/path", "github.com/org/repo".
struct RemoteSpec {
  std::string raw;
  std::string host;       // "https://host/", "git@host:", "file://"
  std::string repo_path;  // "org/repo"
  std::string root_path;  // of the kustomization in the repository; "" is its root
  std::string ref;        // branch, tag or commit; "" is the default
  bool submodules = true;
  int timeout_seconds = 27;

  /// What `git clone` takes.
  std::string clone_url() const { return host + repo_path; }
};

/// Nothing for what is no reference to a repository: a local path.
std::optional<RemoteSpec> parse_remote(std::string_view text);
/// Whether a path is a URL that kustomize would ask a web server for.
bool is_web_url(std::string_view text);

/// A folder that was fetched.
struct RemoteFolder {
  SourceCache* files = nullptr;  // over the repository; lives as long as the RemoteSources
  std::string root;              // of the repository, within the tree
};

/// Fetches what kustomizations name in other repositories. The caller of a build supplies one, or
/// none: then each reference is an Error with rule `overlay-remote`.
class RemoteSources {
 public:
  virtual ~RemoteSources() = default;

  /// A repository at the revision of `spec`. Throws Error at `where`. Safe from many threads.
  virtual RemoteFolder fetch(const RemoteSpec& spec, SourcePos where) = 0;
  /// A file from a web server; null when the server has none there, so that it may be a repository.
  virtual const SourceFile* fetch_file(std::string_view url, SourcePos where) = 0;
};

/// Throws the Error for a reference that nobody may fetch.
[[noreturn]] void fail_remote(std::string_view reference, SourcePos where);

}  // namespace drydock::overlays
