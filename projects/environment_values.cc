#include "projects/environment_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/tree.h"

namespace drydock::projects {
namespace {

constexpr std::string_view kSeparators = "-_.";

// Folders beside a chart's templates that hold values for environments.
constexpr std::string_view kValuesFolders[] = {"env",  "environment", "environments",
                                               "envs", "overlays",    "stages"};

bool holds_values_of_environments(std::string_view name) {
  return std::find(std::begin(kValuesFolders), std::end(kValuesFolders), name) !=
         std::end(kValuesFolders);
}

bool is_example(std::string_view path) {
  std::vector<std::string_view> parts = path_components(path);
  return std::any_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.starts_with("example") || part.starts_with("sample");
  });
}

std::string_view stem_of(std::string_view name) { return name.substr(0, name.rfind('.')); }

/// "prod" of `values-prod.yaml` and `prod.values.yaml`; empty for other names.
std::string_view target_in(std::string_view name) {
  constexpr std::string_view kValues = "values";
  std::string_view stem = stem_of(name);
  if (stem.size() <= kValues.size() + 1) return {};
  if (stem.starts_with(kValues) && kSeparators.find(stem[kValues.size()]) != kSeparators.npos) {
    return stem.substr(kValues.size() + 1);
  }
  size_t rest = stem.size() - kValues.size() - 1;
  bool behind = stem.ends_with(kValues) && kSeparators.find(stem[rest]) != kSeparators.npos;
  return behind ? stem.substr(0, rest) : std::string_view();
}

/// What values files call: the name of the file, or for `values.yaml` that of its folder.
std::string_view name_called(std::string_view path) {
  std::string_view stem = stem_of(file_name(path));
  return stem == "values" || !target_in(file_name(path)).empty() ? file_name(parent_path(path))
                                                                 : stem;
}

std::string relative_to(std::string_view folder, std::string_view file) {
  std::string up;
  while (!is_below(file, folder)) {
    folder = parent_path(folder);
    up += "../";
  }
  return up + std::string(folder.empty() ? file : file.substr(folder.size() + 1));
}

}  // namespace

ValuesOfCharts::ValuesOfCharts(const std::vector<WalkedFolder>& folders, const FolderRoles& roles,
                               const FolderClusters& clusters,
                               std::span<const std::string> known_clusters)
    : folders_(folders), roles_(roles), known_clusters_(known_clusters) {
  std::vector<bool> of_chart(folders.size());
  for (size_t i = 0; i < folders.size(); ++i) {
    of_chart[i] = !folders[i].chart.empty() || (i > 0 && of_chart[folders[i].parent]);
    if (of_chart[i] || folders[i].other_yaml.empty()) continue;
    std::string cluster = clusters.of(i).cluster;
    if (cluster.empty() || is_example(folders[i].path)) continue;
    for (const std::string& name : folders[i].other_yaml) {
      std::string path = child_path(folders[i].path, name);
      std::string called(name_called(path));
      by_name_.emplace_back(std::move(called), Found{i, std::move(path), cluster});
    }
  }
  std::sort(by_name_.begin(), by_name_.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second.file) < std::tie(b.first, b.second.file);
  });
}

std::vector<EnvironmentValues> ValuesOfCharts::of(size_t chart) const {
  std::vector<Found> found = beside(chart);
  if (found.empty()) found = elsewhere(chart);
  std::map<std::string, EnvironmentValues> by_cluster;
  for (const Found& one : found) {
    EnvironmentValues& values = by_cluster[one.cluster];
    std::string file = relative_to(folders_[chart].path, one.file);
    if (values.files.empty()) {
      values.cluster = one.cluster;
      values.files = common_values(chart);
      values.why = fmt::format("`{}`", file);
    }
    values.files.push_back(std::move(file));
  }
  std::vector<EnvironmentValues> all;
  for (auto& [cluster, values] : by_cluster) all.push_back(std::move(values));
  return all;
}

bool ValuesOfCharts::is_target(std::string_view name) const {
  return has_environment_name(name) ||
         std::find(known_clusters_.begin(), known_clusters_.end(), name) != known_clusters_.end();
}

std::vector<ValuesOfCharts::Found> ValuesOfCharts::beside(size_t chart) const {
  std::vector<Found> found;
  look_in(chart, false, found);
  for (size_t child : folders_[chart].children) {
    std::string_view name = file_name(folders_[child].path);
    bool environments = holds_values_of_environments(name);
    if (environments || name == "values") look_in(child, environments, found);
    if (!environments) continue;
    for (size_t environment : folders_[child].children) {
      std::string_view cluster = file_name(folders_[environment].path);
      if (is_common_name(cluster)) continue;
      for (const std::string& file : folders_[environment].other_yaml) {
        found.push_back(
            {environment, child_path(folders_[environment].path, file), std::string(cluster)});
      }
    }
  }
  return found;
}

/// `any_name`: also `blue.yaml`, because all files in the folder are of environments.
void ValuesOfCharts::look_in(size_t folder, bool any_name, std::vector<Found>& found) const {
  bool beside_chart = !folders_[folder].chart.empty();
  for (const std::string& name : folders_[folder].other_yaml) {
    std::string_view target = target_in(name);
    if (target.empty() && !beside_chart) target = stem_of(name);
    if (is_common_name(target) || target == "values" || target.empty()) continue;
    if (!any_name && !is_target(target)) continue;
    found.push_back({folder, child_path(folders_[folder].path, name), std::string(target)});
  }
}

/// In folders of environments, under the name of the chart or of its folder.
std::vector<ValuesOfCharts::Found> ValuesOfCharts::elsewhere(size_t chart) const {
  std::vector<Found> found;
  std::string_view folder = file_name(folders_[chart].path);
  for (std::string_view name : {folder, std::string_view(roles_.chart_name(chart))}) {
    if (name.empty() || !found.empty()) continue;
    auto first = std::lower_bound(by_name_.begin(), by_name_.end(), name,
                                  [](const auto& entry, auto key) { return entry.first < key; });
    for (; first != by_name_.end() && first->first == name; ++first) found.push_back(first->second);
  }
  return found;
}

/// `values-common.yaml` and `values/base.yaml` are for all environments.
std::vector<std::string> ValuesOfCharts::common_values(size_t chart) const {
  std::vector<std::string> files;
  std::vector<size_t> looked = {chart};
  for (size_t child : folders_[chart].children) {
    std::string_view name = file_name(folders_[child].path);
    if (holds_values_of_environments(name) || name == "values") looked.push_back(child);
  }
  for (size_t folder : looked) {
    for (const std::string& name : folders_[folder].other_yaml) {
      std::string_view target = target_in(name);
      if (target.empty() && folder != chart) target = stem_of(name);
      if (!is_common_name(target)) continue;
      files.push_back(relative_to(folders_[chart].path, child_path(folders_[folder].path, name)));
    }
  }
  return files;
}

}  // namespace drydock::projects
