#pragma once

#include <string>
#include <utility>
#include <vector>

#include "projects/cluster_guess.h"
#include "projects/repository_walk.h"

namespace drydock::projects {

/// Guesses the cluster of every folder of a walk, which must outlive it.
class FolderClusters {
 public:
  FolderClusters(const std::vector<WalkedFolder>& folders, std::vector<std::string> known_clusters);

  /// From the folder's path; else from the name of a folder that has siblings of the same stem for
  /// other environments: `shop-prod` beside `shop-staging`.
  ClusterGuess of(size_t folder) const;
  const std::vector<std::string>& known() const { return known_clusters_; }

 private:
  bool is_one_of_many(size_t folder) const;
  bool has_other_environment(size_t folder) const;

  const std::vector<WalkedFolder>& folders_;
  std::vector<std::string> known_clusters_;
  std::vector<bool> holds_something_;  // that a project can be made of, in or below the folder
  std::vector<bool> one_of_many_;      // its name is an environment's, by chance
};

}  // namespace drydock::projects
