#include "cli/helm_charts.h"

#include <algorithm>
#include <filesystem>

#include "core/error.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

}  // namespace

bool HelmCharts::exists(std::string_view path) const {
  std::error_code none;
  return fs::exists(call_.path(path), none);
}

bool HelmCharts::is_folder(std::string_view path) const {
  std::error_code none;
  return fs::is_directory(call_.path(path), none);
}

std::string HelmCharts::absolute(std::string_view path) const {
  std::string whole = fs::absolute(call_.path(path)).lexically_normal().string();
  while (whole.size() > 1 && whole.ends_with('/')) whole.pop_back();
  return whole;
}

std::vector<std::string> HelmCharts::file_names(std::string_view folder) const {
  std::vector<std::string> names;
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator(call_.path(folder), none)) {
    bool is_folder = entry.is_directory(none) && !entry.is_symlink(none);
    if (!is_folder) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

LocalChart& HelmCharts::open(std::string_view path) {
  if (!exists(path)) fail("file-missing", fmt::format("stat {}: no such file or directory", path));
  // The path is one that exists, so it must not be taken for an address.
  return charts_.emplace_back(call_, HelmChartFlags(), absolute(path));
}

}  // namespace drydock::cli
