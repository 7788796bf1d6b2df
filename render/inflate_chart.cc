#include "render/inflate_chart.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "render/release_name.h"
#include "render/set_values.h"
#include "render/values.h"

namespace drydock::render {
namespace {

void check_dependencies(const Chart& chart, int helm_version) {
  std::string missing;
  SourcePos where;
  for (const ChartDependency& wanted : chart.metadata.dependencies) {
    bool found = std::any_of(
        chart.dependencies.begin(), chart.dependencies.end(),
        [&](const Chart* sub_chart) { return sub_chart->metadata.name == wanted.name; });
    if (found) continue;
    missing.append(missing.empty() ? "" : ", ").append(wanted.name);
    if (!where.line) where = wanted.where;
  }
  if (missing.empty()) return;
  std::string_view words =
      helm_version == 3
          ? "An error occurred while checking for chart dependencies. You may need to run `helm "
            "dependency build` to fetch missing dependencies"
          : "an error occurred while checking for chart dependencies. You may need to run 'helm "
            "dependency build' to fetch missing dependencies";
  fail("chart-dependency",
       fmt::format("{}: found in Chart.yaml, but missing in charts/ directory: {}", words, missing),
       where);
}

}  // namespace

void check_installable(const Chart& chart, int helm_version) {
  std::string_view type = chart.metadata.type;
  if (!type.empty() && type != "application") {
    fail("chart-invalid", fmt::format("{} charts are not installable", type),
         {chart.chart_file->source, 1, 1, 1});
  }
  check_dependencies(chart, helm_version);
}

InflatedChart::InflatedChart(SourceCache& files, std::string_view chart_path,
                             const ChartRelease& release, ChartLibrary& library)
    : name_(release.name), namespace_name_(release.namespace_name), arena_(release.limits.memory) {
  request_.name = name_;
  request_.namespace_name = namespace_name_;
  request_.helm_version = release.helm_version;
  request_.include_crds = release.include_crds;
  request_.skip_schema = release.skip_schema;
  request_.kube_version =
      parse_kube_version(release.kube_version.empty() ? "v1.37.0" : release.kube_version);
  request_.api_versions = release.api_versions;
  request_.environment = release.environment;
  request_.limits = release.limits;
  request_.value_files = release.value_files;
  request_.value_origins = &value_origins_;
  request_.values = read_all_values(files, release);
  request_.chart = &library.charts.load(files, chart_path, chart_path, release.helm_version);
  if (!release.chart_values.empty()) request_.chart_values = read_chart_values(files, release);
  check_installable(*request_.chart, release.helm_version);
  check_release_name(name_);
  renderer_ = std::make_unique<ReleaseRenderer>(request_, library.templates, files.sources());
  renderer_->prepare();
  renderer_->render();
}

ValueMap* InflatedChart::read_all_values(SourceCache& files, const ChartRelease& release) {
  ValueMap* values = arena_.make<ValueMap>(arena_);
  for (const SourceFile* file : release.value_files) {
    ValueMap* read =
        read_values(*file, arena_, files.sources(), release.helm_version, &value_origins_);
    values = merge_maps(*values, *read, arena_);
  }
  for (const auto& [path, value] : release.set) {
    set_values(path + "=" + value, SetKind::Typed, *values, arena_, release.helm_version);
  }
  for (const auto& [path, value] : release.set_text) {
    set_values(path + "=" + value, SetKind::Text, *values, arena_, release.helm_version);
  }
  for (const auto& [path, file] : release.set_files) {
    std::string_view text = file->text;
    auto read = [text](std::string_view) { return text; };
    set_file_values(path + "=file", *values, arena_, read, release.helm_version);
  }
  if (release.values) values = merge_maps(*values, *release.values, arena_);
  return values;
}

const ValueMap* InflatedChart::read_chart_values(SourceCache& files, const ChartRelease& release) {
  ValueMap* values = arena_.make<ValueMap>(arena_);
  const Chart& chart = *request_.chart;
  for (const ChartValuesFile& one : release.chart_values) {
    const SourceFile* file = one.file;
    if (!file && one.name == "values.yaml") {
      if (chart.values) values = merge_maps(*values, *chart.values, arena_);
      continue;
    }
    for (const ExtraFile& extra : chart.files) {
      if (!file && extra.name == one.name) file = &extra.source();
    }
    if (!file && one.may_be_missing) continue;
    if (!file) {
      fail("chart-invalid", fmt::format("the chart has no values file {}", one.name),
           {chart.chart_file->source, 1, 1, 1});
    }
    ValueMap* read =
        read_values(*file, arena_, files.sources(), release.helm_version, &value_origins_);
    values = merge_maps(*values, *read, arena_);
  }
  return values;
}

std::unique_ptr<InflatedChart> inflate_chart(SourceCache& files, std::string_view chart_path,
                                             const ChartRelease& release, ChartLibrary& library) {
  return std::make_unique<InflatedChart>(files, chart_path, release, library);
}

}  // namespace drydock::render
