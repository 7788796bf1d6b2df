#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace drydock {

enum class GitType { Commit, Tree, Blob, Tag };

/// The objects of one Git repository. Calls are safe from many threads.
class GitObjects {
 public:
  virtual ~GitObjects() = default;

  /// The content of an object, or nothing when the repository does not have it. `id` is in bytes,
  /// not in hex. `path` is what messages call it. Fails with `file-too-large` above
  /// Tree::kMaxFileSize, and with `file-unreadable` for a damaged object or one of another type.
  virtual std::optional<std::string> read(std::string_view id, GitType type,
                                          std::string_view path) = 0;
};

/// A revision, found, with the means to read it.
struct GitRevision {
  std::string name;    // commit id in hex; the tree's when the revision is no commit
  std::string tree;    // id of the root tree in bytes
  std::string prefix;  // the opened folder within that tree; "" is its root
  std::string place;   // absolute path of the opened folder; empty for a bare repository
  std::unique_ptr<GitObjects> objects;
};

/// Looks a revision up in the repository that holds `folder`. Nothing of its configuration is run.
/// Fails with `git-repository` or `git-revision`.
GitRevision open_git_revision(const std::string& folder, const std::string& revision);

/// The commit in hex from which two revisions have gone their ways; nothing when they share none,
/// or when the part of the history where it is was not fetched. Fails as `open_git_revision` does.
std::optional<std::string> find_merge_base(const std::string& folder, const std::string& one,
                                           const std::string& two);

/// "1a2b" as bytes; nothing for text that is no hex.
std::optional<std::string> bytes_of_hex(std::string_view hex);
std::string hex_of_bytes(std::string_view bytes);

}  // namespace drydock
