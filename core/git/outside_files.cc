#include "core/git/outside_files.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/error.h"
#include "core/git/objects.h"
#include "core/git/program.h"

namespace drydock {
namespace {

namespace fs = std::filesystem;

// All of them are in memory at once. What is beyond stays where it is.
constexpr size_t kMostBytes = 256u * 1024 * 1024;

constexpr int kDeepestFolder = 100;

/// The folder where Git keeps what belongs to this checkout; empty when there is none.
fs::path git_folder_around(const fs::path& folder) {
  std::error_code error;
  for (fs::path at = folder;; at = at.parent_path()) {
    fs::path mark = at / ".git";
    if (fs::is_directory(mark, error)) return mark;
    if (fs::is_regular_file(mark, error)) {  // a worktree's or a submodule's
      constexpr std::string_view kKey = "gitdir: ";
      std::string line;
      std::ifstream in(mark);
      if (!std::getline(in, line) || !line.starts_with(kKey)) return {};
      return at / line.substr(kKey.size());
    }
    if (at == at.parent_path()) return {};
  }
}

/// Takes items until they are too many.
class Collection {
 public:
  /// Whether there was room.
  bool add(std::string path, std::optional<Tree::Item> item) {
    if (!item || (item->kind != EntryKind::File && item->kind != EntryKind::Symlink)) return true;
    bytes_ += item->content.size();
    if (bytes_ > kMostBytes) return false;
    changes_[std::move(path)] = std::move(item);
    return true;
  }

  /// All that is below a folder of a tree, under another path.
  bool add_all(const Tree& tree, const std::string& folder, const std::string& as, int depth = 0) {
    if (depth > kDeepestFolder) return true;
    for (const TreeEntry& entry : tree.list(folder)) {
      std::string from = folder.empty() ? entry.name : folder + "/" + entry.name;
      std::string to = as + "/" + entry.name;
      bool room = entry.kind == EntryKind::Folder ? add_all(tree, from, to, depth + 1)
                                                  : add(to, tree.item(from));
      if (!room) return false;
    }
    return true;
  }

  Tree::Changes take() { return std::move(changes_); }

 private:
  Tree::Changes changes_;
  size_t bytes_ = 0;
};

/// The paths of .gitmodules.
std::vector<std::string> submodule_paths(const Tree& revision) {
  std::vector<std::string> paths;
  if (revision.kind(".gitmodules") != EntryKind::File) return paths;
  std::istringstream in(revision.read(".gitmodules"));
  for (std::string line; std::getline(in, line);) {
    size_t equals = line.find('=');
    size_t key = line.find_first_not_of(" \t");
    if (equals == line.npos || line.substr(key, 4) != "path") continue;
    size_t begin = line.find_first_not_of(" \t", equals + 1);
    size_t end = line.find_last_not_of(" \t\r");
    if (begin != line.npos) paths.push_back(line.substr(begin, end - begin + 1));
  }
  return paths;
}

}  // namespace

Tree::Changes files_left_out(const Tree& work, const std::string& folder) {
  std::error_code error;
  fs::path git_folder = git_folder_around(folder);
  if (git_folder.empty() || !fs::exists(git_folder / "info/sparse-checkout", error)) return {};
  GitOutput listed = run_git({"-C", folder, "ls-files", "-t", "-z"});
  if (listed.exit_code != 0) return {};
  Collection collection;
  try {
    std::unique_ptr<Tree> head = open_git_tree(folder, "HEAD");
    std::istringstream in(listed.output);
    // "S path": in the index, not in the folder.
    for (std::string line; std::getline(in, line, '\0');) {
      if (!line.starts_with("S ")) continue;
      std::string path = line.substr(2);
      if (!work.item(path) && !collection.add(path, head->item(path))) break;
    }
  } catch (const Error&) {  // nothing is committed yet
  }
  return collection.take();
}

Tree::Changes files_of_submodules(const Tree& revision, const std::string& folder) {
  Collection collection;
  for (const std::string& path : submodule_paths(revision)) {
    std::optional<std::string> clean = join_path("", path);
    std::error_code error;
    if (clean != path || !fs::exists(fs::path(folder) / path / ".git", error)) continue;
    try {
      std::optional<Tree::Item> item = revision.item(path);
      if (!item || item->kind != EntryKind::Other) continue;
      std::string commit = hex_of_bytes(revision.content_id(path));
      std::unique_ptr<Tree> tree = open_git_tree(folder + "/" + path, commit);
      if (!collection.add_all(*tree, "", path)) break;
    } catch (const Error&) {  // the commit was not fetched
    }
  }
  return collection.take();
}

}  // namespace drydock
