#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace drydock::projects {

/// The cluster that a path speaks of.
struct ClusterGuess {
  std::string cluster;  // empty: the path says nothing
  std::string why;      // "the folder `staging`"
};

/// Guesses from the components of a path: a cluster of drydock.yaml by its name, `clusters/<name>`,
/// `environments/<name>`, `envs/<name>`, `overlays/<name>` and the like, or a component that is the
/// usual name of an environment (`staging`, `prod`...). Copies of one app for two environments do
/// not meet, so they must not end up in one cluster.
ClusterGuess guess_cluster(std::string_view path, std::span<const std::string> known_clusters);

/// Whether this is the usual name of an environment: dev, test, staging, production...
bool is_environment_name(std::string_view name);

/// "shop-prod" and "prod-shop" are the stem "shop" and the environment "prod"; both empty for other
/// names.
std::pair<std::string_view, std::string_view> split_environment(std::string_view name);

}  // namespace drydock::projects
