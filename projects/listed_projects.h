#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/project.h"
#include "core/source_cache.h"

namespace drydock::projects {

/// The projects that drydock.yaml lists, and what they take from discovery.
class ListedProjects {
 public:
  /// Finds out the renderer of those with `auto`, and leaves nested entries to themselves.
  ListedProjects(SourceCache& files, const std::vector<Project>& projects);

  const std::vector<Project>& projects() const { return projects_; }

  /// Whether an entry has this very path.
  bool at(std::string_view path) const { return paths_.contains(std::string(path)); }
  /// Whether an entry with this path owns the plain manifests in the folders below as well.
  bool owns_below(std::string_view path) const { return deep_.contains(std::string(path)); }
  /// Whether a kustomization or chart in this folder belongs to an entry: one with its path, or one
  /// above that is a kustomization or chart itself.
  bool takes_rendered(std::string_view folder) const;
  /// Paths of entries below a folder, sorted.
  std::vector<std::string> below(std::string_view folder) const;

 private:
  std::vector<Project> projects_;
  std::unordered_set<std::string> paths_;
  std::unordered_set<std::string> deep_;
  std::vector<std::string> sorted_paths_;
  std::unordered_set<std::string> rendered_;  // of those that are not plain
};

}  // namespace drydock::projects
