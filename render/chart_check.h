#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"
#include "core/source.h"
#include "render/capabilities.h"
#include "render/chart.h"

namespace drydock::render {

/// A chart with the values that a release gives it.
struct ChartCheckRequest {
  const Chart* chart = nullptr;
  const ValueMap* values = nullptr;  // the user's; null is none
  std::vector<const SourceFile*> value_files;
  std::string_view release_name = "release-name";
  std::string_view namespace_name = "default";
  int helm_version = 4;
  KubeVersion kube_version;
};

/// What Helm's lint lacks: values that no template reads (`values-unused`), values that a template
/// reads and nobody sets (`values-unset`), one object rendered twice (`defined-twice`), ranges of
/// dependencies that nothing pins (`dependency-unpinned`), and output that differs from run to run
/// (`output-unstable`). An error that ends the rendering is one of the diagnostics, at the line of
/// the template. Each points into the chart's files, which `sources` owns.
std::vector<Diagnostic> check_chart(const ChartCheckRequest& request, Sources& sources);

}  // namespace drydock::render
