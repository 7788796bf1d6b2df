#pragma once

#include <span>
#include <string>
#include <vector>

#include "projects/plain_folders.h"

namespace drydock::projects {

/// The values of a chart for one environment or cluster.
struct EnvironmentValues {
  std::string cluster;
  std::string why;                 // "`values-prod.yaml`"
  std::vector<std::string> files;  // relative to the chart, in the order they are given to Helm
};

/// Finds which environments the charts of a repository have values for: beside the chart
/// (`values-prod.yaml`, `prod.values.yaml`, `envs/prod.yaml`, `environments/prod/values.yaml`,
/// `values/prod.yaml`), or in the folder of an environment, under the chart's name
/// (`environments/prod/shop.yaml`, `clusters/eu/shop/values.yaml`). Refers to what it is given.
class ValuesOfCharts {
 public:
  ValuesOfCharts(const std::vector<WalkedFolder>& folders, const FolderRoles& roles,
                 const FolderClusters& clusters, std::span<const std::string> known_clusters);

  /// Sorted by cluster; empty when the chart is not deployed by environment.
  std::vector<EnvironmentValues> of(size_t chart) const;

 private:
  struct Found {
    size_t folder;
    std::string file;  // its path
    std::string cluster;
  };

  bool is_target(std::string_view name) const;
  std::vector<Found> beside(size_t chart) const;
  void look_in(size_t folder, bool any_name, std::vector<Found>& found) const;
  std::vector<Found> elsewhere(size_t chart) const;
  std::vector<std::string> common_values(size_t chart) const;

  const std::vector<WalkedFolder>& folders_;
  const FolderRoles& roles_;
  std::span<const std::string> known_clusters_;
  std::vector<std::pair<std::string, Found>> by_name_;  // of the chart; sorted
};

}  // namespace drydock::projects
