#include "projects/cluster_guess.h"

#include <fmt/format.h>

#include <algorithm>

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

// Their children are environments, whatever their names: never two of them in one cluster. Nobody
// deploys two examples of one thing, or two ways to install it, side by side.
constexpr std::string_view kEnvironmentFolders[] = {
    "env",      "environment", "environments", "envs",     "example",
    "examples", "flavors",     "flavours",     "installs", "overlay",
    "overlays", "sample",      "samples",      "stages",   "variants"};

// Siblings of clusters and environments that hold what these have in common.
constexpr std::string_view kCommonFolders[] = {"_base",      "all",     "base",   "bases", "common",
                                               "components", "default", "global", "shared"};

template <size_t N>
bool is_one_of(std::string_view name, const std::string_view (&names)[N]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

}  // namespace

bool is_environment_name(std::string_view name) { return is_one_of(name, kEnvironments); }

bool has_environment_name(std::string_view name) {
  if (is_environment_name(name)) return true;
  for (size_t begin = 0; begin <= name.size();) {
    size_t end = std::min(name.find_first_of("-_.", begin), name.size());
    if (is_environment_name(name.substr(begin, end - begin))) return true;
    begin = end + 1;
  }
  return false;
}

bool holds_environments(std::string_view name) { return is_one_of(name, kEnvironmentFolders); }

bool is_common_name(std::string_view name) { return is_one_of(name, kCommonFolders); }

std::vector<std::string_view> path_components(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    std::string_view part = path.substr(0, path.find('/'));
    parts.push_back(part);
    path.remove_prefix(std::min(part.size() + 1, path.size()));
  }
  return parts;
}

ClusterGuess guess_cluster(std::string_view path, std::span<const std::string> known_clusters,
                           const std::function<bool(size_t)>& is_environment) {
  std::vector<std::string_view> parts = path_components(path);
  for (size_t i = 0; i < parts.size(); ++i) {
    std::string_view part = parts[i];
    if (std::find(known_clusters.begin(), known_clusters.end(), part) != known_clusters.end()) {
      return {std::string(part), fmt::format("`{}` is a cluster of drydock.yaml", part), i + 1,
              true};
    }
  }
  // The environment that stands before `clusters/` tells clusters of one name apart.
  std::string_view environment;
  size_t depth = 0;
  for (size_t i = 0; i < parts.size(); ++i) {
    bool names_child = i + 1 < parts.size() && !is_common_name(parts[i + 1]);
    if (is_one_of(parts[i], kClusterFolders) && names_child) {
      std::string_view cluster = parts[i + 1];
      std::string name = environment.empty() || environment == cluster
                             ? std::string(cluster)
                             : fmt::format("{}-{}", environment, cluster);
      return {std::move(name), fmt::format("the folder `{}/{}`", parts[i], cluster), i + 2, true};
    }
    if (!environment.empty()) continue;
    if (holds_environments(parts[i]) && names_child) {
      environment = parts[i + 1];
      depth = i + 2;
    } else if (is_environment_name(parts[i]) && (!is_environment || is_environment(i))) {
      environment = parts[i];
      depth = i + 1;
    }
  }
  if (environment.empty()) return {};
  return {std::string(environment), fmt::format("the folder `{}`", environment), depth, false};
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
