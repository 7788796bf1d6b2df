#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"
#include "core/source.h"
#include "render/capabilities.h"
#include "render/chart.h"
#include "render/render_release.h"

namespace drydock::render {

/// A chart with the values that a release gives it.
struct ChartCheckRequest {
  const Chart* chart = nullptr;
  const ValueMap* values = nullptr;  // the user's; null is none
  std::vector<const SourceFile*> value_files;
  const ValueOrigins* value_origins = nullptr;  // where the user's values stand
  std::string_view release_name = "release-name";
  std::string_view namespace_name = "default";
  int helm_version = 4;
  KubeVersion kube_version;
};

/// What Helm's lint lacks and can be seen without rendering: values that no template reads
/// (`values-unused`), values that a template reads and nobody sets (`values-unset`), ranges of
/// dependencies that nothing pins (`dependency-unpinned`). Each points into the chart's files.
std::vector<Diagnostic> check_chart_sources(const ChartCheckRequest& request);

/// The same, and what rendering shows: one object rendered twice (`defined-twice`), output that
/// differs from run to run (`output-unstable`), an error that ends the rendering, at the line of
/// the template. `sources` gets the rendered texts that errors point to.
std::vector<Diagnostic> check_chart(const ChartCheckRequest& request, Sources& sources);

/// Whether a release that was rendered would be another one in another run (`output-unstable`).
/// Renders it again, with other random numbers at another time, when its chart asks for any.
std::vector<Diagnostic> check_stability(const ReleaseRequest& request,
                                        const RenderedRelease& rendered, ParseCache& parsed,
                                        Sources& sources);

}  // namespace drydock::render
