#pragma once

#include <string_view>
#include <vector>

#include "overlays/configs.h"
#include "overlays/context.h"

namespace drydock::overlays {

/// An entry of `helmCharts` with the `helmGlobals` that count for it, and
/// HelmChartInflationGenerator. Paths are relative to the kustomization's folder.
struct ChartConfig {
  Text chart_home;  // "charts" when empty
  Text config_home;
  Text name;
  Text version;
  Text repo;
  Text release_name;
  Text namespace_name;
  std::vector<Text> additional_values_files;
  Text values_file;
  const Node* values_inline = nullptr;  // a mapping
  Text values_merge;                    // "override" when empty; or "merge", "replace"
  bool include_crds = false;
  bool skip_hooks = false;
  std::vector<Text> api_versions;
  Text kube_version;
  Text name_template;
  bool skip_tests = false;
  bool debug = false;
  bool devel = false;
  const Node* node = nullptr;
};

/// Renders the charts of kustomizations. The caller of a build supplies one.
class ChartInflater {
 public:
  virtual ~ChartInflater() = default;

  /// The objects that `helm template` prints for a chart. Throws Error at the part of `chart`, or
  /// of the chart itself, that is at fault.
  virtual std::vector<Object*> inflate(const ChartConfig& chart, Context& context) = 0;
};

}  // namespace drydock::overlays
