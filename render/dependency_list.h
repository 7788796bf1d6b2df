#pragma once

#include <string>
#include <string_view>

#include "core/source_cache.h"
#include "render/chart.h"
#include "render/chart_loader.h"

namespace drydock::render {

/// Where a chart that was loaded stands.
struct ChartPlace {
  SourceCache& files;
  std::string path;        // in the tree
  std::string_view shown;  // as the user wrote it, cleaned; for messages
};

/// What `helm dependency list` prints: a table of the dependencies that Chart.yaml names, and what
/// charts/ holds besides. `max_width` bounds the columns; 0 does not.
std::string list_dependencies(const Chart& chart, const ChartPlace& place, ChartStore& store,
                              int helm_version, size_t max_width);

}  // namespace drydock::render
