#pragma once

#include <vector>

#include "cli/pipeline.h"
#include "report/explain.h"

namespace drydock::cli {

/// What else sets the value of a chart that is set at `set` and printed at `printed`, the strongest
/// first: files of values of the project that come before it, then those of the chart.
std::vector<report::FieldSource> overridden_values(Repository& repository,
                                                   const RenderedProject& project,
                                                   const SourcePos& printed, const SourcePos& set);

}  // namespace drydock::cli
