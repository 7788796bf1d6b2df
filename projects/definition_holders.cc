#include "projects/definition_holders.h"

#include <algorithm>

#include "core/error.h"
#include "projects/manifest_scan.h"

namespace drydock::projects {

DefinitionHolders::DefinitionHolders(SourceCache& files, const std::vector<WalkedFolder>& folders,
                                     const FolderRoles& roles)
    : files_(files), folders_(folders), roles_(roles) {
  for (size_t i = 0; i < folders.size(); ++i) index_.emplace(folders[i].path, i);
}

bool DefinitionHolders::may_define(const Project& project) const {
  if (project.renderer == Renderer::ArgoCd || project.renderer == Renderer::Flux) return true;
  if (project.renderer == Renderer::Helm) return any_in_chart(project.path, 0);
  auto at = index_.find(project.path);
  if (at == index_.end()) at = index_.find(parent_path(project.path));
  if (at == index_.end()) return false;
  if (project.renderer != Renderer::Kustomize) return any_below(at->second);
  std::vector<size_t> sources = roles_.sources_of(at->second);
  return std::any_of(sources.begin(), sources.end(),
                     [&](size_t folder) { return folders_[folder].names_controllers; });
}

bool DefinitionHolders::any_below(size_t folder) const {
  std::vector<size_t> pending = {folder};
  while (!pending.empty()) {
    const WalkedFolder& at = folders_[pending.back()];
    pending.pop_back();
    if (at.names_controllers) return true;
    pending.insert(pending.end(), at.children.begin(), at.children.end());
  }
  return false;
}

/// Templates and values of a chart and of those in it. Files that cannot be read are for rendering
/// to report.
bool DefinitionHolders::any_in_chart(const std::string& folder, int depth) const {
  if (depth > kMaxFolderDepth) return false;
  try {
    for (const TreeEntry& entry : files_.list(folder)) {
      std::string path = child_path(folder, entry.name);
      if (entry.kind == EntryKind::Folder && entry.name != "crds") {
        if (any_in_chart(path, depth + 1)) return true;
      } else if (entry.kind == EntryKind::File) {
        bool read = has_manifest_extension(path) || path.ends_with(".tpl");
        if (read && names_controllers(files_.read(path).text)) return true;
      }
    }
  } catch (const Error&) {
    return false;
  }
  return false;
}

}  // namespace drydock::projects
