#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/source_cache.h"
#include "render/chart_loader.h"
#include "render/manifest_text.h"
#include "render/render_release.h"
#include "render/values.h"

namespace drydock::render {

/// What the releases of a run share: each chart is loaded once, each template parsed once. Safe
/// from many threads; must outlive what is rendered with it.
struct ChartLibrary {
  explicit ChartLibrary(Sources& sources) : charts(sources) {}

  ChartStore charts;
  ParseCache templates;
};

/// One of the files that a chart's own values are made of anew.
struct ChartValuesFile {
  const SourceFile* file = nullptr;  // null: the one of that name in the chart
  std::string name = {};
  bool may_be_missing = false;  // of those in the chart
};

/// A chart to render as `helm template` does, for those who do not read helm's flags.
struct ChartRelease {
  std::string name = "release-name";
  std::string namespace_name = "default";
  int helm_version = 4;
  std::vector<ChartValuesFile> chart_values;   // merged, in place of values.yaml; empty: as it is
  std::vector<const SourceFile*> value_files;  // as -f, in this order
  std::vector<std::pair<std::string, std::string>> set;              // as --set
  std::vector<std::pair<std::string, std::string>> set_text;         // as --set-string
  std::vector<std::pair<std::string, const SourceFile*>> set_files;  // as --set-file
  const ValueMap* values = nullptr;  // over all of those; null is none
  std::string kube_version;          // empty: v1.37.0
  std::vector<std::string> api_versions;
  bool include_crds = false;
  bool skip_schema = false;
  Environment environment;  // time, random numbers, cluster
  Limits limits;
};

/// A rendered chart, with all that it points into.
class InflatedChart {
 public:
  InflatedChart(SourceCache& files, std::string_view chart_path, const ChartRelease& release,
                ChartLibrary& library);

  RenderedRelease& release() { return renderer_->result(); }
  const Chart& chart() const { return *request_.chart; }
  const ReleaseRequest& request() const { return request_; }
  const ValueOrigins& origins() const { return renderer_->origins(); }
  /// The values that the release gives, without the chart's own.
  const ValueMap* values() const { return request_.values; }
  /// What `helm template` prints.
  std::string text(const ManifestTextOptions& options) { return manifest_text(release(), options); }

 private:
  ValueMap* read_all_values(SourceCache& files, const ChartRelease& release);
  const ValueMap* read_chart_values(SourceCache& files, const ChartRelease& release);

  std::string name_;
  std::string namespace_name_;
  Arena arena_;
  ValueOrigins value_origins_{kUserOrigins};
  ReleaseRequest request_;
  std::unique_ptr<ReleaseRenderer> renderer_;
};

/// Loads a chart (a folder or an archive of the tree) and renders it. Throws Error with Helm's
/// text, at the place that is to blame.
std::unique_ptr<InflatedChart> inflate_chart(SourceCache& files, std::string_view chart_path,
                                             const ChartRelease& release, ChartLibrary& library);

/// Throws Error, rule `chart-invalid`, when a chart cannot be installed: a library, or one whose
/// dependencies are missing in charts/. The texts are Helm's.
void check_installable(const Chart& chart, int helm_version);

}  // namespace drydock::render
