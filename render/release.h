#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/value.h"
#include "render/chart.h"

namespace drydock::render {

/// An entry of a chart's dependencies within one release: its name becomes the alias.
struct Requirement {
  const ChartDependency* source = nullptr;
  std::string_view name;
  bool enabled = false;
  std::vector<Value> import_values;  // as templates see them
};

/// A chart within one release, which knows it by another name perhaps, without its disabled
/// sub-charts, and with values imported from them. Several charts may share sub-charts and
/// requirements, as they do in Helm 3.
struct ReleaseChart {
  const Chart* chart = nullptr;
  std::string_view name;
  ReleaseChart* parent = nullptr;
  const ValueMap* values = nullptr;  // null is empty
  std::vector<ReleaseChart*> dependencies;
  std::vector<Requirement*> requirements;
  bool has_requirements = false;

  /// "app/charts/redis"
  std::string full_path() const;
};

/// The charts of one release. `warnings` has the lines that Helm logs.
class ReleaseCharts {
 public:
  /// Everything lives in `arena` and here.
  ReleaseCharts(const Chart& root, Arena& arena, int helm_version);

  ReleaseChart& root() { return *root_; }

  /// Applies aliases, conditions and tags, then import-values, as Helm does before it renders.
  /// Throws Error, rule `values-invalid`, for a value that stands where a sub-chart's table should.
  void process_dependencies(const ValueMap& user_values);

  /// The values of the release: the user's over those of the charts, with globals.
  ValueMap* coalesce(const ValueMap& user_values);

  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  ReleaseChart* add(const Chart& chart, ReleaseChart* parent);
  ReleaseChart* find_for(const std::vector<ReleaseChart*>& charts, const Requirement& wanted);
  std::vector<ReleaseChart*> match_requirements(ReleaseChart& chart);
  void enable(ReleaseChart& chart, const ValueMap& values, const std::string& path);
  void apply_tags(ReleaseChart& chart, const ValueMap& values);
  void apply_conditions(ReleaseChart& chart, const ValueMap& values, const std::string& path);
  void remove_disabled(ReleaseChart& chart, std::vector<ReleaseChart*>& kept,
                       std::vector<Requirement*>& kept_requirements);
  void import_values(ReleaseChart& chart);
  void import_into(ValueMap*& imported, Requirement& requirement, const ValueMap& values);

  ValueMap* coalesced(ReleaseChart& chart, const ValueMap* values, bool merge);
  void coalesce_chart(ReleaseChart& chart, ValueMap& dest, const std::string& prefix, bool merge);
  void coalesce_values(ReleaseChart& chart, ValueMap& dest, const std::string& prefix, bool merge);
  void coalesce_sub_charts(ReleaseChart& chart, ValueMap& dest, const std::string& prefix,
                           bool merge);
  void coalesce_globals(ValueMap& dest, const ValueMap& source, const std::string& prefix);

  Arena& arena_;
  bool helm3_;
  std::deque<ReleaseChart> charts_;
  std::deque<Requirement> requirements_;
  ReleaseChart* root_;
  std::vector<std::string> warnings_;
};

}  // namespace drydock::render
