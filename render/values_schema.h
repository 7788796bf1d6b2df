#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/source.h"
#include "core/value.h"
#include "render/release.h"

namespace drydock::render {

/// Judges the values of a chart and of its sub-charts by their values.schema.json. Throws Error,
/// rule `values-schema`, with Helm's text; the notes point to the wrong values in `value_files` or
/// the chart's own. `warnings` gets the lines that Helm logs.
void check_values_schemas(const ReleaseChart& chart, const ValueMap& values,
                          std::span<const SourceFile* const> value_files,
                          std::vector<std::string>& warnings);

/// The same for one schema and values that belong to no chart: what Helm says against them, "" when
/// it says nothing.
std::string values_schema_problem(const ChartFile& schema, const ValueMap& values,
                                  std::vector<std::string>& warnings);

}  // namespace drydock::render
