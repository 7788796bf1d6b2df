#include "projects/path_filter.h"

#include <algorithm>

namespace drydock::projects {

PathFilter::PathFilter(const Settings& settings) {
  for (const std::string& pattern : settings.ignore) globs_.emplace_back(pattern);
  paths_.push_back("drydock.yaml");
  for (const auto* list : {&settings.schemas, &settings.policy_paths}) {
    for (const std::string& path : *list) {
      // The root as a schema folder would leave nothing.
      if (!path.empty()) paths_.push_back(path);
    }
  }
}

bool PathFilter::leaves_out(std::string_view path) const {
  return std::find(paths_.begin(), paths_.end(), path) != paths_.end() || matches_any(globs_, path);
}

bool is_hidden(std::string_view name) { return name.starts_with('.'); }

bool is_foreign_folder(std::string_view name) {
  return name == "node_modules" || name == "vendor" || name == "testdata";
}

bool is_within(std::string_view path, std::string_view folder) {
  return folder.empty() ||
         (path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/'));
}

std::string child_path(std::string_view folder, std::string_view name) {
  std::string path(folder);
  if (!path.empty()) path += '/';
  return path.append(name);
}

}  // namespace drydock::projects
