#include "core/tree_id.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/git/index_ids.h"

namespace drydock {
namespace {

constexpr size_t kMaxRead = 512u * 1024 * 1024;
constexpr int kMaxDepth = 100;

class IdOfTree {
 public:
  IdOfTree(const Tree& tree, const std::set<std::string, std::less<>>& left_out)
      : tree_(tree), left_out_(left_out) {}

  /// Throws Error when there is none.
  std::string of_folder(const std::string& folder, int depth) {
    if (depth > kMaxDepth) fail("file-unreadable", "folders are nested too deep");
    std::string all;
    for (const TreeEntry& entry : tree_.list(folder)) {
      std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
      if (left_out_.contains(path)) continue;
      all += fmt::format("{} {}\n", static_cast<int>(entry.kind), entry.name);
      all += of_entry(path, entry.kind, depth);
    }
    return blob_id(all);
  }

 private:
  std::string of_entry(const std::string& path, EntryKind kind, int depth) {
    if (kind == EntryKind::Other) return "";  // is told of by its name only, whatever it holds
    std::string known = tree_.content_id(path);
    if (!known.empty()) return "known " + known;
    if (kind == EntryKind::Folder) return of_folder(path, depth + 1);
    std::optional<Tree::Item> item = tree_.item(path);
    if (!item) fail("file-missing", "it is gone");
    read_ += item->content.size();
    if (read_ > kMaxRead) fail("file-too-large", "too much would have to be read");
    return "read " + blob_id(item->content);
  }

  const Tree& tree_;
  const std::set<std::string, std::less<>>& left_out_;
  size_t read_ = 0;
};

}  // namespace

std::string tree_id(const Tree& tree, const std::set<std::string, std::less<>>& left_out) {
  try {
    return IdOfTree(tree, left_out).of_folder("", 0);
  } catch (const Error&) {
    return "";
  }
}

}  // namespace drydock
