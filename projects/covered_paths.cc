#include "projects/covered_paths.h"

#include "core/error.h"
#include "projects/plain_files.h"

namespace drydock::projects {

void CoveredPaths::add(const CoveredPath& path) {
  (path.below ? below_ : exact_).insert(path.path);
}

bool CoveredPaths::take_from(Project& project, const PathFilter& filter) const {
  if (covers_all_of(project.path)) return true;
  bool plain = project.renderer == Renderer::Plain;
  return plain ? take_from_plain(project, filter) : exact_.contains(project.path);
}

bool CoveredPaths::covers_all_of(std::string_view path) const {
  for (std::string_view at = path;; at = parent_path(at)) {
    if (below_.contains(at)) return true;
    if (at.empty()) return false;
  }
}

/// Of a folder without what is below it, its files are taken one by one.
bool CoveredPaths::take_from_plain(Project& project, const PathFilter& filter) const {
  size_t before = project.excluded.size();
  for (const std::string& path : below_) {
    if (is_within(path, project.path)) project.excluded.push_back(path);
  }
  for (const std::string& path : exact_) {
    if (!is_within(path, project.path)) continue;
    try {
      for (const TreeEntry& entry : files_.list(path)) {
        if (entry.kind != EntryKind::Folder) {
          project.excluded.push_back(child_path(path, entry.name));
        }
      }
    } catch (const Error&) {
      project.excluded.push_back(path);  // a file
    }
  }
  return project.excluded.size() > before &&
         list_plain_files(files_, project, filter).paths.empty();
}

}  // namespace drydock::projects
