#include "projects/cluster_guess.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace drydock::projects {
namespace {

constexpr std::string_view kEnvironments[] = {
    "acc",      "acceptance",
    "canary",   "ci",
    "demo",     "dev",
    "develop",  "development",
    "dr",       "e2e",
    "int",      "integration",
    "lab",      "live",
    "local",    "loadtest",
    "non-prod", "nonprod",
    "perf",     "performance",
    "pre-prod", "pre-production",
    "preprod",  "preproduction",
    "preview",  "prd",
    "prod",     "production",
    "qa",       "review",
    "sandbox",  "stage",
    "staging",  "stg",
    "test",     "testing",
    "tst",      "uat",
};

constexpr std::string_view kClusterFolders[] = {"cluster", "clusters"};

// Their children are environments, whatever their names.
constexpr std::string_view kEnvironmentFolders[] = {
    "env", "environment", "environments", "envs", "overlay", "overlays", "stages"};

// Siblings of clusters and environments that hold what these have in common.
constexpr std::string_view kCommonFolders[] = {"_base",      "all",     "base",   "bases", "common",
                                               "components", "default", "global", "shared"};

template <size_t N>
bool is_one_of(std::string_view name, const std::string_view (&names)[N]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool has_common_name(std::string_view name) { return is_one_of(name, kCommonFolders); }

std::vector<std::string_view> components(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    std::string_view part = path.substr(0, path.find('/'));
    parts.push_back(part);
    path.remove_prefix(std::min(part.size() + 1, path.size()));
  }
  return parts;
}

}  // namespace

bool is_environment_name(std::string_view name) { return is_one_of(name, kEnvironments); }

ClusterGuess guess_cluster(std::string_view path, std::span<const std::string> known_clusters) {
  std::vector<std::string_view> parts = components(path);
  for (std::string_view part : parts) {
    if (std::find(known_clusters.begin(), known_clusters.end(), part) != known_clusters.end()) {
      return {std::string(part), fmt::format("`{}` is a cluster of drydock.yaml", part)};
    }
  }
  // The environment that stands before `clusters/` tells clusters of one name apart.
  std::string_view environment;
  for (size_t i = 0; i < parts.size(); ++i) {
    bool names_child = i + 1 < parts.size() && !has_common_name(parts[i + 1]);
    if (is_one_of(parts[i], kClusterFolders) && names_child) {
      std::string_view cluster = parts[i + 1];
      std::string name = environment.empty() || environment == cluster
                             ? std::string(cluster)
                             : fmt::format("{}-{}", environment, cluster);
      return {std::move(name), fmt::format("the folder `{}/{}`", parts[i], cluster)};
    }
    if (!environment.empty()) continue;
    if (is_one_of(parts[i], kEnvironmentFolders) && names_child) {
      environment = parts[i + 1];
    } else if (is_environment_name(parts[i])) {
      environment = parts[i];
    }
  }
  if (environment.empty()) return {};
  return {std::string(environment), fmt::format("the folder `{}`", environment)};
}

std::pair<std::string_view, std::string_view> split_environment(std::string_view name) {
  size_t first = name.find_first_of("-_.");
  size_t last = name.find_last_of("-_.");
  if (last == std::string_view::npos) return {};
  if (is_environment_name(name.substr(last + 1))) {
    return {name.substr(0, last), name.substr(last + 1)};
  }
  if (is_environment_name(name.substr(0, first))) {
    return {name.substr(first + 1), name.substr(0, first)};
  }
  return {};
}

}  // namespace drydock::projects
