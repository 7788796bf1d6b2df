#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "cli/helm_call.h"
#include "cli/helm_chart.h"
#include "render/chart.h"

namespace drydock::cli {

/// Several charts on disk, by the paths that a user or a chart's dependencies name.
class HelmCharts {
 public:
  explicit HelmCharts(HelmCall& call) : call_(call) {}

  bool exists(std::string_view path) const;
  bool is_folder(std::string_view path) const;
  /// What Go's filepath.Abs gives.
  std::string absolute(std::string_view path) const;
  /// Names of what is in a folder and is no folder, in byte order; none when there is no folder.
  std::vector<std::string> file_names(std::string_view folder) const;

  /// Throws Error with Go's text for what does not exist.
  LocalChart& open(std::string_view path);
  /// A folder or an archive, of any apiVersion. Throws Error with Helm's text.
  const render::Chart& load(std::string_view path) { return open(path).load_any(); }

 private:
  HelmCall& call_;
  std::deque<LocalChart> charts_;
};

}  // namespace drydock::cli
