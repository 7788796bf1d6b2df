#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace drydock {

class InputLog;

enum class EntryKind { File, Folder, Symlink, Other };

struct TreeEntry {
  std::string name;
  EntryKind kind;
};

/// Where bytes come from: a folder on disk, a Git revision, memory. Paths are relative to its root,
/// with '/'; "" is the root. Symlinks are followed as long as they stay inside; one that leaves the
/// tree or loops fails with rule `path-escape` or `symlink-loop`, and so does a path whose ".."
/// leaves it. Nothing named `.git` exists in a tree. What is found stays as it was found: changes
/// of folders on disk need a new tree. All calls are safe from many threads. Failing means throwing
/// Error; what cannot be looked at (permissions, I/O errors) fails with `file-unreadable`.
class Tree {
 public:
  virtual ~Tree() = default;
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  /// What is at a path after following links; nothing when there is nothing.
  std::optional<EntryKind> kind(std::string_view path) const;
  /// Entries of a folder in byte order of their names, links not followed. Fails with
  /// `file-missing` when there is no such folder.
  std::vector<TreeEntry> list(std::string_view folder) const;
  /// The bytes of a file, and its path free of links. Fails with rule `file-missing`,
  /// `file-unreadable` or `file-too-large`.
  std::string read(std::string_view path, std::string* real = nullptr) const;
  /// The same, but for a file of more than `limit` bytes nothing, and its size in `size`, when the
  /// tree can tell that it could be read.
  std::optional<std::string> read_small(std::string_view path, size_t limit, size_t* size,
                                        std::string* real) const;
  /// The path with all links followed, itself free of links; nothing when there is nothing.
  std::optional<std::string> resolve(std::string_view path) const;

  /// What stands at a path itself: links are neither followed nor led through.
  struct Item {
    EntryKind kind;
    std::string content;  // the bytes of a file, the target of a link; else empty
    bool operator==(const Item&) const = default;
  };
  std::optional<Item> item(std::string_view path) const;
  /// Equal to another tree's only when what is at the path is the same there, and below it for a
  /// folder; empty when that is not known without reading.
  virtual std::string content_id(const std::string& /*path*/) const { return {}; }

  /// Another tree with some paths changed, or removed where there is no item. It must not outlive
  /// `under`. `place` is the absolute path that its root stands for; empty for none.
  using Changes = std::map<std::string, std::optional<Item>>;
  static std::unique_ptr<Tree> with_changes(const Tree& under, Changes changes, std::string place);

  /// The same tree, noting in `log` what is asked of it; both must outlive it.
  static std::unique_ptr<Tree> noting(const Tree& under, InputLog& log);

  /// "folder /srv/fleet" or "revision 1a2b3c4", for messages.
  virtual std::string describe() const = 0;

  /// Files above this size are refused by `read`.
  static constexpr size_t kMaxFileSize = 512u * 1024 * 1024;

 protected:
  /// `place` is the absolute path that the root stands for, so that absolute links below it stay
  /// inside; empty when it stands for none.
  explicit Tree(std::string place = {}) : place_(std::move(place)) {}

  // What a kind of tree supplies: one step each, on clean paths whose folders exist and are no
  // links.
  virtual std::optional<EntryKind> entry_kind(const std::string& path) const = 0;
  /// In any order, "." and ".." and the like among them if the source has them.
  virtual std::vector<TreeEntry> entries(const std::string& folder) const = 0;
  /// Nothing when the path is a link.
  virtual std::optional<std::string> bytes(const std::string& file) const = 0;
  virtual std::string link_target(const std::string& link) const = 0;
  /// As `bytes`, but also nothing when the file is larger than `limit`: then `size` says so. A kind
  /// of tree that cannot tell without reading leaves it at that.
  virtual std::optional<std::string> small_bytes(const std::string& file, size_t /*limit*/,
                                                 size_t* /*size*/) const {
    return bytes(file);
  }

 private:
  struct Found {
    std::string path;  // free of links
    EntryKind kind;
  };
  class Walk;
  class Changed;
  class Noting;
  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  std::optional<Found> find(std::string_view path) const;
  std::optional<Found> look_up(std::string_view path) const;
  std::optional<std::string> find_folder(std::string_view path) const;
  std::optional<std::string> beside_known(std::string_view path) const;
  std::optional<std::string> known_folder(std::string_view path) const;
  void remember_folder(std::string_view path, const std::string& real) const;

  std::string place_;
  mutable std::shared_mutex mutex_;
  // Folders seen so far and their real paths: one system call for each file is then enough.
  mutable std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> folders_;
  // What was looked up last: what is at a path is often asked several times in a row.
  mutable std::string last_path_;
  mutable std::optional<std::optional<Found>> last_found_;
};

/// A folder on disk. Fails with `file-missing` when it is no folder.
std::unique_ptr<Tree> open_disk_tree(const std::string& folder);
/// The same with the ids that Git gives its files, to be compared with a revision: see
/// `tree_changes`.
std::unique_ptr<Tree> open_work_tree(const std::string& folder);

/// Files in memory, for tests: path and bytes; folders come from the paths. `links` are symlinks:
/// path and target.
std::unique_ptr<Tree> make_memory_tree(std::vector<std::pair<std::string, std::string>> files,
                                       std::vector<std::pair<std::string, std::string>> links = {});

/// A revision (anything `git rev-parse` takes) of the repository that holds `folder`, read from the
/// object database without a checkout; the tree's root is that folder within the revision, empty
/// when the revision does not have it. Submodules are entries of kind Other. Fails with
/// `git-revision` or `git-repository`.
std::unique_ptr<Tree> open_git_tree(const std::string& folder, const std::string& revision);

/// Joins and normalises: "a/b" and "../c" give "a/c". Links play no part. Nothing when the result
/// leaves the root or `relative` is absolute.
std::optional<std::string> join_path(std::string_view folder, std::string_view relative);
/// "a/b/c" gives "a/b"; "a" gives "".
std::string_view parent_path(std::string_view path);
/// Whether a path is a folder itself or in it; everything is below "".
bool is_below(std::string_view path, std::string_view folder);
/// "a/b/c" gives "c".
std::string_view file_name(std::string_view path);

}  // namespace drydock
