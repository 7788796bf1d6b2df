#include "projects/argocd/edited_folder.h"

#include "core/error.h"

namespace drydock::projects::argocd {

std::optional<std::string> EditedFolder::full(const std::string& path) const {
  return join_path(folder_, path);
}

bool EditedFolder::exists(const std::string& path) const {
  std::optional<std::string> at = full(path);
  return at && (written_.count(*at) || files_.tree().kind(*at));
}

bool EditedFolder::is_folder(const std::string& path) const {
  std::optional<std::string> at = full(path);
  return at && files_.tree().kind(*at) == EntryKind::Folder;
}

std::optional<std::string> EditedFolder::read(const std::string& path) const {
  std::optional<std::string> at = full(path);
  if (!at) return std::nullopt;
  auto written = written_.find(*at);
  if (written != written_.end()) return written->second;
  try {
    return files_.read(*at).text;
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::vector<std::string> EditedFolder::list(const std::string& folder) const {
  std::vector<std::string> names;
  if (!is_folder(folder)) return names;
  for (const TreeEntry& entry : files_.list(*full(folder))) names.push_back(entry.name);
  return names;
}

bool EditedFolder::is_real_folder(const std::string& path) const {
  std::optional<std::string> at = full(path);
  if (!at) return false;
  std::optional<Tree::Item> item = files_.tree().item(*at);
  return item && item->kind == EntryKind::Folder;
}

void EditedFolder::write(const std::string& path, const std::string& text) {
  std::optional<std::string> at = full(path);
  if (!at) fail("path-escape", "an edit would write outside of the repository");
  written_[*at] = text;
}

SourceCache& EditedFolder::edited() {
  if (written_.empty()) return files_;
  Tree::Changes changes;
  std::set<std::string, std::less<>> different;
  for (const auto& [path, text] : written_) {
    changes[path] = Tree::Item{EntryKind::File, text};
    different.insert(path);
  }
  tree_ = Tree::with_changes(files_.tree(), std::move(changes), "");
  edited_ = std::make_unique<SourceCache>(*tree_, files_, std::move(different));
  return *edited_;
}

std::vector<std::string> EditedFolder::written() const {
  std::vector<std::string> paths;
  for (const auto& [path, text] : written_) paths.push_back(path);
  return paths;
}

}  // namespace drydock::projects::argocd
