#include "projects/folder_clusters.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/tree.h"

namespace drydock::projects {

FolderClusters::FolderClusters(const std::vector<WalkedFolder>& folders,
                               std::vector<std::string> known_clusters)
    : folders_(folders),
      known_clusters_(std::move(known_clusters)),
      holds_something_(folders.size()),
      one_of_many_(folders.size()) {
  // Children come behind their parents.
  for (size_t i = folders.size(); i-- > 0;) {
    const WalkedFolder& folder = folders[i];
    bool own = !folder.manifests.empty() || !folder.kustomization.empty() || !folder.chart.empty();
    holds_something_[i] = holds_something_[i] || own;
    if (holds_something_[i]) holds_something_[folder.parent] = true;
  }
  for (size_t i = 0; i < folders.size(); ++i) {
    one_of_many_[i] = is_environment_name(file_name(folders[i].path)) && is_one_of_many(i);
  }
}

/// `apps/dev` beside `apps/media` and `apps/monitoring` is what developers use, no environment.
bool FolderClusters::is_one_of_many(size_t folder) const {
  size_t others = 0;
  for (size_t sibling : folders_[folders_[folder].parent].children) {
    if (sibling == folder || !holds_something_[sibling]) continue;
    std::string_view name = file_name(folders_[sibling].path);
    if (has_environment_name(name)) return false;
    others += is_common_name(name) ? 0 : 1;
  }
  return others > 1;
}

ClusterGuess FolderClusters::of(size_t folder) const {
  std::vector<size_t> way = {folder};  // from the root's child to the folder
  while (folders_[way.back()].parent != 0) way.push_back(folders_[way.back()].parent);
  std::reverse(way.begin(), way.end());
  ClusterGuess guess = guess_cluster(folders_[folder].path, known_clusters_,
                                     [&](size_t place) { return !one_of_many_[way.at(place)]; });
  for (size_t at = folder; guess.cluster.empty() && at != 0; at = folders_[at].parent) {
    if (!has_other_environment(at)) continue;
    std::string_view name = file_name(folders_[at].path);
    guess.cluster = split_environment(name).second;
    guess.why = fmt::format("the folder `{}`, beside those of other environments", name);
    guess.depth = path_components(folders_[at].path).size();
  }
  return guess;
}

bool FolderClusters::has_other_environment(size_t folder) const {
  auto own = split_environment(file_name(folders_[folder].path));
  if (own.second.empty()) return false;
  const std::vector<size_t>& siblings = folders_[folders_[folder].parent].children;
  return std::any_of(siblings.begin(), siblings.end(), [&](size_t sibling) {
    auto other = split_environment(file_name(folders_[sibling].path));
    return other.first == own.first && !other.second.empty() && other.second != own.second;
  });
}

}  // namespace drydock::projects
