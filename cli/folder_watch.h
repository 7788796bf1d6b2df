#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/tree_changes.h"

namespace drydock::cli {

/// What happened below a folder since it was asked the last time.
struct FolderChanges {
  std::vector<TreeChange> files;
  bool all = false;    // too much, or it is not known what: anything may have changed
  bool gone = false;   // the folder itself is not there
  bool woken = false;  // by the other descriptor

  bool any() const { return all || gone || !files.empty(); }
};

/// Says which files change below a folder, as inotify tells it; by looking again and again where
/// there are more folders than the system lets a user watch. What an editor does to save a file is
/// one change, and so is what happens until a moment has been quiet. For one thread.
class FolderWatch {
 public:
  /// `most_folders`: more are not given to inotify, for tests.
  explicit FolderWatch(std::string root, size_t most_folders = SIZE_MAX);
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  /// Looks at these folders, relative to the root, and at no others. Those that are not there are
  /// passed over. -> what changed at or after `since` (ns since 1970) in those that are new.
  std::vector<TreeChange> watch(const std::set<std::string, std::less<>>& folders,
                                int64_t since = INT64_MAX);
  /// Waits for changes, at most so long (-1: for ever), or until `other` can be read (-1: none).
  FolderChanges wait(int timeout_ms, int other = -1);
  /// Whether it looks for itself, and why; empty: the system tells.
  const std::string& polls_because() const { return polls_because_; }
  size_t folders() const { return folders_.size(); }

 private:
  struct Entry {
    uint32_t type = 0;  // S_IFMT
    uint64_t inode = 0, size = 0;
    int64_t time = 0;  // ns
    bool operator==(const Entry&) const = default;
  };
  struct Folder {
    int descriptor = -1;
    std::map<std::string, Entry, std::less<>> entries;
  };
  using Dirty = std::set<std::pair<std::string, std::string>>;  // folder, name

  std::string absolute(std::string_view path) const;
  std::optional<Entry> look(const std::string& path) const;
  void list(const std::string& path, Folder& folder) const;
  void add(const std::string& path, int64_t since, std::vector<TreeChange>& changed);
  void forget(const std::string& path);
  void begin_polling(std::string why);
  bool read_events();
  void settle();
  bool is_unfinished() const;
  FolderChanges collect();
  void collect(const std::string& folder, const std::string& name, FolderChanges& out);
  void add_below(const std::string& path, const std::string& entry, FolderChanges& out);
  void add_known_below(const std::string& path, FolderChanges& out);
  void poll_folders();
  FolderChanges wait_polling(int timeout_ms, int other);
  uint64_t root_now() const;

  std::string root_;
  size_t most_folders_;
  int inotify_ = -1;
  uint64_t root_inode_ = 0;  // 0: it is not there
  std::map<std::string, Folder, std::less<>> folders_;
  // A folder may have several paths, through links.
  std::unordered_map<int, std::vector<std::string>> by_descriptor_;
  Dirty dirty_;
  bool lost_ = false;  // events were dropped
  bool was_gone_ = false;
  std::string polls_because_;
  std::chrono::milliseconds pause_{1000};
};

}  // namespace drydock::cli
