#include "core/tree_changes.h"

#include <algorithm>
#include <map>

#include "core/git/merge_text.h"

namespace drydock {
namespace {

std::string child(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

class Comparison {
 public:
  Comparison(const Tree& before, const Tree& after) : before_(before), after_(after) {}

  std::vector<TreeChange> run() {
    compare_folders("");
    std::sort(changed_.begin(), changed_.end(),
              [](const TreeChange& a, const TreeChange& b) { return a.path < b.path; });
    return std::move(changed_);
  }

 private:
  bool known_equal(const std::string& path) const {
    std::string id = before_.content_id(path);
    return !id.empty() && id == after_.content_id(path);
  }

  void compare_folders(const std::string& folder) {
    if (known_equal(folder)) return;
    std::map<std::string, std::pair<const TreeEntry*, const TreeEntry*>> names;
    std::vector<TreeEntry> old_entries = before_.list(folder);
    std::vector<TreeEntry> new_entries = after_.list(folder);
    for (const TreeEntry& entry : old_entries) names[entry.name].first = &entry;
    for (const TreeEntry& entry : new_entries) names[entry.name].second = &entry;
    for (const auto& [name, pair] : names) {
      compare(child(folder, name), pair.first, pair.second);
    }
  }

  void compare(const std::string& path, const TreeEntry* before, const TreeEntry* after) {
    auto is = [](const TreeEntry* entry, EntryKind kind) { return entry && entry->kind == kind; };
    bool was_folder = is(before, EntryKind::Folder);
    bool is_folder = is(after, EntryKind::Folder);
    if (was_folder && is_folder) return compare_folders(path);
    // A submodule, seen from the repository around it and with its files.
    bool submodule = is(before, EntryKind::Other) || is(after, EntryKind::Other);
    if (submodule && (was_folder || is_folder)) return;
    if (was_folder) add_all(before_, path, path);
    if (is_folder) add_all(after_, path, path);
    bool was_file = before && !was_folder && before->kind != EntryKind::Other;
    bool is_file = after && !is_folder && after->kind != EntryKind::Other;
    if (!was_file && !is_file) return;
    bool same = was_file && is_file && before->kind == after->kind &&
                (known_equal(path) || before_.item(path) == after_.item(path));
    if (!same) changed_.push_back({path, was_file && is_file ? std::string() : path});
  }

  void add_all(const Tree& tree, const std::string& folder, const std::string& top) {
    for (const TreeEntry& entry : tree.list(folder)) {
      std::string path = child(folder, entry.name);
      if (entry.kind == EntryKind::Folder) {
        add_all(tree, path, top);
      } else if (entry.kind != EntryKind::Other) {
        changed_.push_back({path, top});
      }
    }
  }

  const Tree& before_;
  const Tree& after_;
  std::vector<TreeChange> changed_;
};

using Item = std::optional<Tree::Item>;

/// A folder at the path of a file counts as no file.
Item file_at(const Tree& tree, const std::string& path) {
  Item item = tree.item(path);
  bool file = item && (item->kind == EntryKind::File || item->kind == EntryKind::Symlink);
  return file ? item : std::nullopt;
}

class Merger {
 public:
  Merger(const Tree& ancestor, const Tree& theirs, const Tree& ours)
      : ancestor_(ancestor), theirs_(theirs), ours_(ours) {}

  void run() {
    std::vector<TreeChange> changes = tree_changes(ancestor_, theirs_);
    for (const auto& [path, entry] : changes) {
      Item was = file_at(ancestor_, path);
      Item now = file_at(theirs_, path);
      if (!was && now) added_.emplace(now->content, path);
    }
    for (const auto& [path, entry] : changes) {
      if (!changes_.contains(path)) merge(path);
    }
  }

  Tree::Changes take_changes() { return std::move(changes_); }
  std::vector<MergeConflict> take_conflicts() { return std::move(conflicts_); }

 private:
  void merge(const std::string& path) {
    Item was = file_at(ancestor_, path);
    Item their = file_at(theirs_, path);
    Item our = file_at(ours_, path);
    if (our == their) return;
    if (our == was) {
      changes_[path] = std::move(their);
    } else if (was && !their && our) {
      follow_rename(path, *was, *our);
    } else if (!our && their) {
      conflict(path, "the base changes it, and here it is removed");
    } else if (their && our && their->kind == EntryKind::File && our->kind == EntryKind::File) {
      merge_lines(path, was, *their, *our);
    } else {
      conflict(path, "both change it, to a file and to a link");
    }
  }

  /// The base removed the file, and perhaps has it elsewhere: then that one gets our changes.
  void follow_rename(const std::string& path, const Tree::Item& was, const Tree::Item& our) {
    auto moved = added_.find(was.content);
    if (moved == added_.end() || file_at(ours_, moved->second)) {
      return conflict(path, "the base removes it, and here it is changed");
    }
    changes_[moved->second] = our;
    changes_[path] = std::nullopt;
  }

  void merge_lines(const std::string& path, const Item& was, const Tree::Item& their,
                   const Tree::Item& our) {
    std::optional<std::string> merged =
        merge_text(was ? was->content : std::string(), their.content, our.content);
    if (!merged) return conflict(path, "both change the same lines");
    changes_[path] = Tree::Item{EntryKind::File, *std::move(merged)};
  }

  void conflict(const std::string& path, std::string why) {
    conflicts_.push_back({path, std::move(why)});
  }

  const Tree& ancestor_;
  const Tree& theirs_;
  const Tree& ours_;
  Tree::Changes changes_;
  std::map<std::string, std::string> added_;  // by content
  std::vector<MergeConflict> conflicts_;
};

}  // namespace

std::vector<TreeChange> tree_changes(const Tree& before, const Tree& after) {
  return Comparison(before, after).run();
}

Merge merge_trees(const Tree& ancestor, const Tree& theirs, const Tree& ours, std::string place) {
  Merger merger(ancestor, theirs, ours);
  merger.run();
  return {Tree::with_changes(ours, merger.take_changes(), std::move(place)),
          merger.take_conflicts()};
}

}  // namespace drydock
