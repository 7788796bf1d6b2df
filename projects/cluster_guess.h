#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace drydock::projects {

/// The cluster that a path speaks of.
struct ClusterGuess {
  std::string cluster;  // empty: the path says nothing
  std::string why;      // "the folder `staging`"
  size_t depth = 0;     // how many components of the path lead to the one that says it
  bool sure = false;    // it is said to be a cluster, not an environment
};

/// Guesses from the components of a path: a cluster of drydock.yaml by its name, `clusters/<name>`,
/// `environments/<name>`, `envs/<name>`, `overlays/<name>` and the like, or a component that is the
/// usual name of an environment (`staging`, `prod`...). Copies of one app for two environments do
/// not meet, so they must not end up in one cluster. `is_environment` is asked whether the
/// component at a place, from 0, that has such a name is one; without it all are.
ClusterGuess guess_cluster(std::string_view path, std::span<const std::string> known_clusters,
                           const std::function<bool(size_t place)>& is_environment = {});

/// Whether this is the usual name of an environment: dev, test, staging, production...
bool is_environment_name(std::string_view name);
/// Whether one is a part of this name: "prod-eu", "eu.staging".
bool has_environment_name(std::string_view name);
/// Whether folders in one of that name are environments, whatever they are called.
bool holds_environments(std::string_view name);
/// Whether this is a usual name for what environments have in common: base, common, shared...
bool is_common_name(std::string_view name);

/// "a/b/c" gives "a", "b" and "c".
std::vector<std::string_view> path_components(std::string_view path);

/// "shop-prod" and "prod-shop" are the stem "shop" and the environment "prod"; both empty for other
/// names.
std::pair<std::string_view, std::string_view> split_environment(std::string_view name);

}  // namespace drydock::projects
