#include "projects/listed_projects.h"

#include <algorithm>

#include "core/error.h"
#include "core/tree.h"
#include "projects/manifest_scan.h"
#include "projects/path_filter.h"

namespace drydock::projects {
namespace {

/// What a folder holds that decides its renderer, for `why`; empty for plain manifests.
std::string_view mark_of_renderer(const std::vector<TreeEntry>& entries) {
  std::string_view mark;
  for (const TreeEntry& entry : entries) {
    if (is_kustomization_file(entry.name)) return entry.name;
    if (entry.name == "Chart.yaml") mark = entry.name;
  }
  return mark;
}

/// A project may be named by the file that makes it one.
void name_folder_instead_of_file(Project& project) {
  std::string_view name = file_name(project.path);
  if (is_kustomization_file(name) || name == "Chart.yaml") {
    project.path = parent_path(project.path);
  }
}

void decide_renderer(SourceCache& files, Project& project) {
  project.why = "listed in drydock.yaml";
  if (project.renderer != Renderer::Auto) return;
  project.renderer = Renderer::Plain;
  try {
    if (files.tree().kind(project.path) != EntryKind::Folder) return;
    std::string_view mark = mark_of_renderer(files.list(project.path));
    if (mark.empty()) return;
    project.renderer = mark == "Chart.yaml" ? Renderer::Helm : Renderer::Kustomize;
    project.why += ", has ";
    project.why += mark;
  } catch (const Error&) {
    // Rendering runs into the same error, and reports it.
  }
}

/// Whether the path or a folder above it is in the set.
bool holds_ancestor(const std::unordered_set<std::string>& paths, std::string_view path) {
  for (;; path = parent_path(path)) {
    if (paths.contains(std::string(path))) return true;
    if (path.empty()) return false;
  }
}

}  // namespace

ListedProjects::ListedProjects(SourceCache& files, const std::vector<Project>& projects)
    : projects_(projects) {
  for (Project& project : projects_) {
    name_folder_instead_of_file(project);
    decide_renderer(files, project);
    paths_.insert(project.path);
    bool plain = project.renderer == Renderer::Plain;
    if (!plain) rendered_.insert(project.path);
    // A chart or kustomization at the root does not own the whole repository.
    if (plain ? project.recursive : !project.path.empty()) deep_.insert(project.path);
  }
  sorted_paths_.assign(paths_.begin(), paths_.end());
  std::sort(sorted_paths_.begin(), sorted_paths_.end());
  for (Project& project : projects_) {
    if (project.renderer != Renderer::Plain) continue;
    std::vector<std::string> nested = below(project.path);
    std::move(nested.begin(), nested.end(), std::back_inserter(project.excluded));
  }
}

bool ListedProjects::takes_rendered(std::string_view folder) const {
  return at(folder) || holds_ancestor(rendered_, folder);
}

std::vector<std::string> ListedProjects::below(std::string_view folder) const {
  std::string prefix(folder);
  if (!prefix.empty()) prefix += '/';
  auto first = std::lower_bound(sorted_paths_.begin(), sorted_paths_.end(), prefix);
  auto last = first;
  while (last != sorted_paths_.end() && last->starts_with(prefix)) ++last;
  std::vector<std::string> found(first, last);
  // Only for the root: it is no project below itself.
  std::erase(found, "");
  return found;
}

}  // namespace drydock::projects
