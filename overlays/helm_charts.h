#pragma once

#include "overlays/charts.h"
#include "render/builtins/context.h"
#include "render/inflate_chart.h"

namespace drydock::overlays {

/// Renders `helmCharts` with our own engine, as kustomize's HelmChartInflationGenerator does with
/// the program helm (version 3): charts lie in `chartHome`, nothing is downloaded. The nodes'
/// places are those of the chart's templates.
class HelmCharts final : public ChartInflater {
 public:
  /// Both must outlive what is built with it. `environment` says what random functions draw from;
  /// its Helm version does not count.
  HelmCharts(render::ChartLibrary& library, const render::Environment& environment)
      : library_(library), environment_(environment) {}

  std::vector<Object*> inflate(const ChartConfig& chart, Context& context) override;

 private:
  render::ChartRelease make_release(const ChartConfig& chart, const std::string& home,
                                    Context& context) const;

  render::ChartLibrary& library_;
  const render::Environment& environment_;
};

}  // namespace drydock::overlays
