// A Tree of files that a test or a caller already holds.

#include "core/error.h"
#include "core/file_errors.h"
#include "core/tree.h"

namespace drydock {

namespace {

struct MemoryEntry {
  EntryKind kind = EntryKind::Folder;
  std::string content;             // a file's bytes or a link's target
  std::vector<TreeEntry> entries;  // of a folder
};

class MemoryTree : public Tree {
 public:
  MemoryTree() { all_[""]; }

  void add(const std::string& given, EntryKind kind, std::string content) {
    std::optional<std::string> path = join_path("", given);
    if (!path || path->empty()) fail("path-escape", "the path " + given + " leaves the tree");
    if (!all_.try_emplace(*path, MemoryEntry{kind, std::move(content), {}}).second) {
      fail("path-escape", "the path " + given + " is there already");
    }
    while (!path->empty()) {
      std::string_view name = file_name(*path);
      std::string parent(parent_path(*path));
      auto [folder, is_new] = all_.try_emplace(parent);
      if (folder->second.kind != EntryKind::Folder) {
        fail("path-escape", "the path " + given + " is below a file");
      }
      folder->second.entries.push_back({std::string(name), kind});
      if (!is_new) return;
      kind = EntryKind::Folder;
      *path = parent;
    }
  }

  std::string describe() const override { return "files in memory"; }

 protected:
  std::optional<EntryKind> entry_kind(const std::string& path) const override {
    auto entry = all_.find(path);
    if (entry == all_.end()) return std::nullopt;
    return entry->second.kind;
  }

  std::vector<TreeEntry> entries(const std::string& folder) const override {
    return all_.at(folder).entries;
  }

  std::optional<std::string> bytes(const std::string& file) const override {
    auto entry = all_.find(file);
    if (entry == all_.end()) fail_file_missing(file);
    switch (entry->second.kind) {
      case EntryKind::File:
        return entry->second.content;
      case EntryKind::Symlink:
        return std::nullopt;
      default:
        fail_file_unreadable(file, "it is a folder");
    }
  }

  std::string link_target(const std::string& link) const override { return all_.at(link).content; }

 private:
  std::unordered_map<std::string, MemoryEntry> all_;
};

}  // namespace

std::unique_ptr<Tree> make_memory_tree(std::vector<std::pair<std::string, std::string>> files,
                                       std::vector<std::pair<std::string, std::string>> links) {
  auto tree = std::make_unique<MemoryTree>();
  for (auto& [path, text] : files) tree->add(path, EntryKind::File, std::move(text));
  for (auto& [path, target] : links) tree->add(path, EntryKind::Symlink, std::move(target));
  return tree;
}

}  // namespace drydock
