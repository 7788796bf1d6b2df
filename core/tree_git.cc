// A Tree of a Git revision, read from the object database.

#include "core/error.h"
#include "core/file_errors.h"
#include "core/git/objects.h"
#include "core/tree.h"

namespace drydock {

namespace {

/// An entry of a tree object; both views are into the object's bytes.
struct GitEntry {
  std::string_view name;
  std::string_view id;
  EntryKind kind;
};

/// A tree object, read. Entries are in byte order of their names, which is not quite Git's order.
class GitFolder {
 public:
  GitFolder(std::string object, size_t id_size, const std::string& path)
      : object_(std::move(object)) {
    std::string_view rest = object_;
    while (!rest.empty()) {
      // "100644 name\0" and the bytes of the id.
      size_t space = rest.find(' ');
      size_t end = space == rest.npos ? rest.npos : rest.find('\0', space);
      if (end == rest.npos || rest.size() - end - 1 < id_size) {
        fail_file_unreadable(path, "its tree object is damaged");
      }
      entries_.push_back({rest.substr(space + 1, end - space - 1), rest.substr(end + 1, id_size),
                          kind_of_mode(rest.substr(0, space))});
      rest.remove_prefix(end + 1 + id_size);
    }
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const GitEntry& a, const GitEntry& b) { return a.name < b.name; });
    auto same = [](const GitEntry& a, const GitEntry& b) { return a.name == b.name; };
    entries_.erase(std::unique(entries_.begin(), entries_.end(), same), entries_.end());
  }
  GitFolder(const GitFolder&) = delete;
  GitFolder& operator=(const GitFolder&) = delete;

  const std::vector<GitEntry>& entries() const { return entries_; }

  const GitEntry* find(std::string_view name) const {
    auto at = std::lower_bound(entries_.begin(), entries_.end(), name,
                               [](const GitEntry& e, std::string_view n) { return e.name < n; });
    return at != entries_.end() && at->name == name ? &*at : nullptr;
  }

 private:
  static EntryKind kind_of_mode(std::string_view mode) {
    if (mode.starts_with("100")) return EntryKind::File;
    if (mode == "40000" || mode == "040000") return EntryKind::Folder;
    if (mode == "120000") return EntryKind::Symlink;
    return EntryKind::Other;  // "160000" is a submodule's commit
  }

  std::string object_;
  std::vector<GitEntry> entries_;
};

class GitTree : public Tree {
 public:
  explicit GitTree(GitRevision revision)
      : Tree(revision.place), revision_(std::move(revision)), root_(find_root()) {}

  std::string describe() const override { return "revision " + revision_.name.substr(0, 7); }

  std::string content_id(const std::string& path) const override {
    if (path.empty()) return root_;
    const GitEntry* entry = find_entry(path);
    return entry ? std::string(entry->id) : std::string();
  }

 protected:
  std::optional<EntryKind> entry_kind(const std::string& path) const override {
    if (path.empty()) return EntryKind::Folder;
    const GitEntry* entry = find_entry(path);
    if (!entry) return std::nullopt;
    return entry->kind;
  }

  std::vector<TreeEntry> entries(const std::string& folder) const override {
    std::vector<TreeEntry> result;
    for (const GitEntry& entry : folder_at(folder).entries()) {
      result.push_back({std::string(entry.name), entry.kind});
    }
    return result;
  }

  std::optional<std::string> bytes(const std::string& file) const override {
    const GitEntry* entry = file.empty() ? nullptr : find_entry(file);
    if (!entry && !file.empty()) fail_file_missing(file);
    EntryKind kind = entry ? entry->kind : EntryKind::Folder;
    if (kind == EntryKind::Symlink) return std::nullopt;
    if (kind == EntryKind::File) return object(entry->id, GitType::Blob, file);
    fail_file_unreadable(file, kind == EntryKind::Folder ? "it is a folder" : "it is a submodule");
  }

  std::string link_target(const std::string& link) const override {
    return object(find_entry(link)->id, GitType::Blob, link);
  }

 private:
  std::string object(std::string_view id, GitType type, const std::string& path) const {
    std::optional<std::string> content = revision_.objects->read(id, type, path);
    if (!content) {
      fail_file_unreadable(path, "the repository lacks its object " + hex_of_bytes(id));
    }
    return *std::move(content);
  }

  // The id of the opened folder's tree object, empty when the revision does not have the folder.
  std::string find_root() const {
    std::string id = revision_.tree;
    std::string_view rest = revision_.prefix;
    while (!rest.empty()) {
      std::string_view name = rest.substr(0, rest.find('/'));
      rest.remove_prefix(std::min(name.size() + 1, rest.size()));
      GitFolder folder(object(id, GitType::Tree, revision_.prefix), id.size(), revision_.prefix);
      const GitEntry* entry = folder.find(name);
      if (!entry || entry->kind != EntryKind::Folder) return "";
      id = entry->id;
    }
    return id;
  }

  const GitEntry* find_entry(const std::string& path) const {
    return folder_at(std::string(parent_path(path))).find(file_name(path));
  }

  // A folder is asked for after the one it is in, so this goes up one step at most.
  const GitFolder& folder_at(const std::string& path) const {
    {
      std::shared_lock lock(mutex_);
      auto known = folders_.find(path);
      if (known != folders_.end()) return *known->second;
    }
    std::string id = root_;
    if (!path.empty()) {
      const GitEntry* entry = find_entry(path);
      if (!entry || entry->kind != EntryKind::Folder)
        fail("file-missing", "there is no folder " + path);
      id = entry->id;
    }
    std::string content = id.empty() ? "" : object(id, GitType::Tree, path);
    auto folder = std::make_unique<GitFolder>(std::move(content), id.size(), path);
    std::unique_lock lock(mutex_);
    return *folders_.try_emplace(path, std::move(folder)).first->second;
  }

  GitRevision revision_;
  std::string root_;
  mutable std::shared_mutex mutex_;
  mutable std::unordered_map<std::string, std::unique_ptr<GitFolder>> folders_;
};

}  // namespace

std::unique_ptr<Tree> open_git_tree(const std::string& folder, const std::string& revision) {
  return std::make_unique<GitTree>(open_git_revision(folder, revision));
}

}  // namespace drydock
