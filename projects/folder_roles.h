#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/source_cache.h"
#include "projects/references.h"
#include "projects/repository_walk.h"

namespace drydock::projects {

/// Who uses whom among the kustomizations and charts of a repository. Refers to the folders, which
/// must outlive it.
class FolderRoles {
 public:
  FolderRoles(SourceCache& files, const std::vector<WalkedFolder>& folders, int jobs);

  /// Whether this folder is a kustomization that is deployed by itself: no component, and no other
  /// one includes it. Of those that include each other in a circle it is the first.
  bool is_kustomization_root(size_t folder) const { return kustomization_root_[folder]; }
  /// Whether this folder is a chart that is deployed by itself: no library, and no kustomization or
  /// chart of the repository includes it.
  bool is_chart_root(size_t folder) const;
  /// The nearest kustomizations outside of a kustomization's own folder that it is made of, without
  /// components, in ascending order.
  std::vector<size_t> bases_of(size_t folder) const;
  /// The folders with files that a kustomization is made of, itself and components included.
  std::vector<size_t> sources_of(size_t folder) const;
  /// What the chart in this folder is called by its Chart.yaml.
  const std::string& chart_name(size_t folder) const { return charts_[folder].name; }
  /// Whether a kustomization elsewhere uses this file.
  bool is_used_file(std::string_view path) const { return used_files_.contains(std::string(path)); }
  /// Files with objects that kustomizations use, sorted.
  const std::vector<std::string>& used_manifests() const { return used_manifests_; }

 private:
  void read_references(SourceCache& files, int jobs);
  void note_charts();
  void note_files();
  void find_kustomization_roots();
  void mark_reachable(size_t folder, std::vector<bool>& reached) const;
  std::vector<size_t> kustomizations_in(const std::vector<std::string>& paths) const;

  const std::vector<WalkedFolder>& folders_;
  std::unordered_map<std::string_view, size_t> index_;   // by path
  std::vector<KustomizationReferences> kustomizations_;  // by folder
  std::vector<ChartReferences> charts_;                  // by folder
  std::vector<bool> kustomization_root_;
  std::unordered_set<std::string> used_charts_;
  std::unordered_set<std::string> used_files_;
  std::vector<std::string> used_manifests_;
};

}  // namespace drydock::projects
