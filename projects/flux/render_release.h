#pragma once

#include <string>
#include <vector>

#include "core/rendered.h"
#include "core/source_cache.h"
#include "overlays/parsed_files.h"
#include "projects/flux/helm_release.h"
#include "projects/flux/value_objects.h"
#include "render/inflate_chart.h"

namespace drydock::projects::flux {

/// What a HelmRelease is rendered from.
struct ReleaseInput {
  SourceCache& files;  // that the chart is in
  std::string chart;   // a folder or an archive of it
  const HelmRelease& release;
  const ValueObjects& objects;
  render::ChartLibrary& library;
  overlays::ParsedFiles& parsed_files;
  std::string kube_version;
  std::vector<std::string> api_versions = {};
  std::vector<render::ChartValuesFile> chart_values = {};  // in place of the chart's values.yaml
  render::Environment environment = {};
  bool hooks = true;
  bool crds = true;           // where the release installs them
  bool check_values = false;  // adds problems: values that nothing reads, and what is unstable
};

/// Renders the chart as the helm-controller does: Helm 4, values composed, post-renderers run,
/// definitions of crds/ first when the release installs them. Tests are left out. Adds to
/// `out.set`, and to its problems what is doubtful. Throws Error.
void render_release(const ReleaseInput& input, RenderedProject& out);

}  // namespace drydock::projects::flux
