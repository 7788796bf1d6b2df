// A tree with some paths changed: what a merge gives, without writing it anywhere.

#include <set>

#include "core/error.h"
#include "core/file_errors.h"
#include "core/git/index_ids.h"
#include "core/tree.h"

namespace drydock {

class Tree::Changed : public Tree {
 public:
  Changed(const Tree& under, Changes changes, std::string place)
      : Tree(std::move(place)), under_(under), changes_(std::move(changes)) {
    for (const auto& [path, item] : changes_) {
      if (!item) continue;
      for (std::string_view folder = parent_path(path); !folder.empty();
           folder = parent_path(folder)) {
        folders_.emplace(folder);
      }
    }
  }

  std::string describe() const override { return under_.describe() + " with changes"; }

  std::string content_id(const std::string& path) const override {
    auto change = changes_.find(path);
    if (change == changes_.end()) return is_changed_below(path) ? "" : under_.content_id(path);
    bool file = change->second && change->second->kind == EntryKind::File;
    return file ? blob_id(change->second->content) : std::string();
  }

 protected:
  std::optional<EntryKind> entry_kind(const std::string& path) const override {
    if (path.empty() || folders_.contains(path)) return EntryKind::Folder;
    auto change = changes_.find(path);
    if (change == changes_.end()) return under_kind(path);
    return change->second ? std::optional(change->second->kind) : std::nullopt;
  }

  std::vector<TreeEntry> entries(const std::string& folder) const override {
    std::vector<TreeEntry> result;
    if (under_kind(folder) == EntryKind::Folder) {
      for (TreeEntry& entry : under_.entries(folder)) {
        std::string path = child(folder, entry.name);
        if (!changes_.contains(path) && !folders_.contains(path)) {
          result.push_back(std::move(entry));
        }
      }
    }
    std::string prefix = folder.empty() ? "" : folder + "/";
    for (auto at = changes_.lower_bound(prefix);
         at != changes_.end() && at->first.starts_with(prefix); ++at) {
      std::string_view name = std::string_view(at->first).substr(prefix.size());
      bool direct = name.find('/') == std::string_view::npos;
      if (direct && at->second) result.push_back({std::string(name), at->second->kind});
    }
    for (auto at = folders_.lower_bound(prefix); at != folders_.end() && at->starts_with(prefix);
         ++at) {
      std::string_view name = std::string_view(*at).substr(prefix.size());
      if (name.find('/') == std::string_view::npos && !name.empty()) {
        result.push_back({std::string(name), EntryKind::Folder});
      }
    }
    return result;
  }

  std::optional<std::string> bytes(const std::string& file) const override {
    auto change = changes_.find(file);
    if (change == changes_.end()) {
      if (!under_kind(file)) fail_file_missing(file);
      return under_.bytes(file);
    }
    if (!change->second) fail_file_missing(file);
    if (change->second->kind == EntryKind::Symlink) return std::nullopt;
    return change->second->content;
  }

  std::string link_target(const std::string& link) const override {
    auto change = changes_.find(link);
    return change == changes_.end() ? under_.link_target(link) : change->second->content;
  }

 private:
  bool is_changed_below(const std::string& folder) const {
    if (folder.empty()) return !changes_.empty();
    auto at = changes_.lower_bound(folder + "/");
    return at != changes_.end() && at->first.starts_with(folder + "/");
  }

  static std::string child(const std::string& folder, const std::string& name) {
    return folder.empty() ? name : folder + "/" + name;
  }

  /// A path of the other tree may lead through a file here, or through nothing.
  std::optional<EntryKind> under_kind(const std::string& path) const {
    if (path.empty()) return EntryKind::Folder;
    std::string_view folder = parent_path(path);
    if (!folder.empty() && under_kind(std::string(folder)) != EntryKind::Folder) {
      return std::nullopt;
    }
    return under_.entry_kind(path);
  }

  const Tree& under_;
  Changes changes_;
  std::set<std::string, std::less<>> folders_;  // that the changes need
};

std::unique_ptr<Tree> Tree::with_changes(const Tree& under, Changes changes, std::string place) {
  return std::make_unique<Changed>(under, std::move(changes), std::move(place));
}

std::optional<Tree::Item> Tree::item(std::string_view path) const {
  std::string clean(path);
  for (size_t slash = clean.find('/'); slash != std::string::npos;
       slash = clean.find('/', slash + 1)) {
    if (entry_kind(clean.substr(0, slash)) != EntryKind::Folder) return std::nullopt;
  }
  std::optional<EntryKind> kind = clean.empty() ? EntryKind::Folder : entry_kind(clean);
  if (!kind) return std::nullopt;
  Item item{*kind, ""};
  if (kind == EntryKind::File) item.content = bytes(clean).value_or("");
  if (kind == EntryKind::Symlink) item.content = link_target(clean);
  return item;
}

}  // namespace drydock
