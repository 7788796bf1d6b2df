#include "projects/discover.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "projects/definition_holders.h"
#include "projects/environment_values.h"
#include "projects/plain_folders.h"
#include "projects/variants.h"

namespace drydock::projects {
namespace {

class Search {
 public:
  Search(SourceCache& files, const Settings& settings, const DiscoverOptions& options)
      : files_(files),
        options_(options),
        listed_(files, settings.projects),
        folders_(walk_repository(files, PathFilter(settings), options.jobs)),
        roles_(files, folders_, options.jobs),
        clusters_(folders_, names_of(settings.clusters)) {}

  /// One way to find projects. A new one is a member that calls `add`, and a row. What definitions
  /// of Argo CD and Flux make of them comes later: see `Deployments`.
  struct Discoverer {
    Renderer renderer;
    void (Search::*find)();
  };
  static std::span<const Discoverer> discoverers() {
    static constexpr Discoverer kDiscoverers[] = {
        {Renderer::Kustomize, &Search::add_kustomizations},
        {Renderer::Helm, &Search::add_charts},
        {Renderer::Plain, &Search::add_plain},
    };
    return kDiscoverers;
  }

  Discovery run() {
    for (const Discoverer& discoverer : discoverers()) (this->*discoverer.find)();
    leave_out_what_others_own();
    make_names_unique();
    Discovery result;
    result.problems = problems_outside();
    result.projects = listed_.projects();
    std::move(found_.begin(), found_.end(), std::back_inserter(result.projects));
    DefinitionHolders holders(files_, folders_, roles_);
    for (const Project& project : result.projects) {
      if (holders.may_define(project)) result.holders.insert(project.name);
    }
    return result;
  }

 private:
  static std::vector<std::string> names_of(const std::vector<ClusterSettings>& clusters) {
    std::vector<std::string> names;
    for (const ClusterSettings& cluster : clusters) names.push_back(cluster.name);
    return names;
  }

  Project& add(size_t folder, Renderer renderer, std::string why, const ClusterGuess& guess) {
    Project project;
    project.path = folders_[folder].path;
    project.name = project.path.empty() ? options_.root_name : project.path;
    project.renderer = renderer;
    project.namespace_guessed = true;
    project.why = std::move(why);
    if (!guess.cluster.empty()) {
      project.cluster = guess.cluster;
      project.cluster_from = guess.why;
      project.why += fmt::format("; cluster from {}", guess.why);
    }
    found_.push_back(std::move(project));
    return found_.back();
  }

  void add_kustomizations() {
    std::vector<size_t> roots;
    std::vector<VariantCandidate> candidates;
    for (size_t i = 0; i < folders_.size(); ++i) {
      if (!roles_.is_kustomization_root(i) || listed_.takes_rendered(folders_[i].path)) continue;
      roots.push_back(i);
      candidates.push_back({folders_[i].path, clusters_.of(i), roles_.bases_of(i)});
    }
    std::vector<std::string_view> paths;
    for (const WalkedFolder& folder : folders_) paths.push_back(folder.path);
    separate_variants(candidates, paths);
    for (size_t i = 0; i < roots.size(); ++i) {
      std::string_view file = file_name(folders_[roots[i]].kustomization);
      add(roots[i], Renderer::Kustomize, fmt::format("`{}` that no other one includes", file),
          candidates[i].guess);
    }
  }

  void add_charts() {
    const std::vector<std::string>& known = clusters_.known();
    ValuesOfCharts values(folders_, roles_, clusters_, known);
    for (size_t i = 0; i < folders_.size(); ++i) {
      const WalkedFolder& folder = folders_[i];
      bool chart = folder.kustomization.empty() && roles_.is_chart_root(i);
      if (!chart || listed_.takes_rendered(folder.path)) continue;
      std::vector<EnvironmentValues> environments = values.of(i);
      for (EnvironmentValues& environment : environments) add_release(i, environment);
      if (environments.empty()) add(i, Renderer::Helm, "`Chart.yaml`", clusters_.of(i));
    }
  }

  /// A chart with its values for one environment.
  void add_release(size_t chart, EnvironmentValues& environment) {
    ClusterGuess guess = clusters_.of(chart);
    bool more = !guess.cluster.empty() && guess.cluster != environment.cluster;
    guess.cluster =
        more ? fmt::format("{}-{}", guess.cluster, environment.cluster) : environment.cluster;
    guess.why = more ? fmt::format("{} and {}", guess.why, environment.why) : environment.why;
    std::string why = fmt::format("`Chart.yaml` with {}", environment.why);
    Project& project = add(chart, Renderer::Helm, std::move(why), guess);
    project.name += "/" + environment.cluster;
    project.helm.values = std::move(environment.files);
  }

  void add_plain() {
    for (PlainFolder& plain : find_plain_folders(folders_, roles_, listed_, clusters_)) {
      add(plain.folder, Renderer::Plain, std::move(plain.why), clusters_.of(plain.folder))
          .recursive = plain.recursive;
    }
  }

  /// Entries of drydock.yaml and files of kustomizations within a found plain project.
  void leave_out_what_others_own() {
    std::unordered_map<std::string_view, Project*> plain;
    for (Project& project : found_) {
      if (project.renderer != Renderer::Plain) continue;
      project.excluded = listed_.below(project.path);
      plain.emplace(project.path, &project);
    }
    std::unordered_set<std::string_view> rendered;
    for (const WalkedFolder& folder : folders_) {
      if (!folder.kustomization.empty() || !folder.chart.empty()) rendered.insert(folder.path);
    }
    for (const std::string& path : roles_.used_manifests()) {
      std::string_view folder = parent_path(path);
      while (!folder.empty() && !plain.contains(folder) && !rendered.contains(folder)) {
        folder = parent_path(folder);
      }
      auto owner = plain.find(folder);
      if (owner != plain.end()) owner->second->excluded.push_back(path);
    }
  }

  void make_names_unique() {
    std::unordered_set<std::string> names;
    for (const Project& project : listed_.projects()) names.insert(project.name);
    for (Project& project : found_) {
      std::string name = project.name;
      for (int i = 2; !names.insert(project.name).second; ++i) {
        project.name = fmt::format("{}-{}", name, i);
      }
    }
  }

  /// Problems of folders that no project reads. In plain projects and in listed ones rendering runs
  /// into them again; kustomizations and charts look at their own files.
  std::vector<Diagnostic> problems_outside() {
    std::unordered_map<std::string_view, const Project*> found;
    for (const Project& project : found_) found.emplace(project.path, &project);
    std::vector<bool> below(folders_.size());
    std::vector<Diagnostic> problems;
    for (size_t i = 0; i < folders_.size(); ++i) {
      WalkedFolder& folder = folders_[i];
      auto project = found.find(folder.path);
      bool plain = project != found.end() && project->second->renderer == Renderer::Plain;
      bool rendered = !folder.kustomization.empty() || !folder.chart.empty();
      bool inherited = i > 0 && below[folder.parent];
      below[i] = inherited || (rendered && i > 0) || (plain && project->second->recursive) ||
                 listed_.owns_below(folder.path);
      if (inherited || plain || rendered || listed_.at(folder.path)) continue;
      std::move(folder.problems.begin(), folder.problems.end(), std::back_inserter(problems));
    }
    return problems;
  }

  SourceCache& files_;
  const DiscoverOptions& options_;
  ListedProjects listed_;
  std::vector<WalkedFolder> folders_;
  FolderRoles roles_;
  FolderClusters clusters_;
  std::vector<Project> found_;
};

}  // namespace

Discovery discover(SourceCache& files, const Settings& settings, const DiscoverOptions& options) {
  Discovery result;
  if (settings.discovery) {
    result = Search(files, settings, options).run();
  } else {
    result.projects = ListedProjects(files, settings.projects).projects();
    for (const Project& project : result.projects) {
      bool defines = project.renderer == Renderer::ArgoCd || project.renderer == Renderer::Flux;
      if (defines) result.holders.insert(project.name);
    }
  }
  std::sort(result.projects.begin(), result.projects.end(),
            [](const Project& a, const Project& b) { return a.name < b.name; });
  return result;
}

}  // namespace drydock::projects
