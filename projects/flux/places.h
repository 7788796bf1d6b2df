#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"
#include "core/source_cache.h"
#include "projects/flux/definitions.h"
#include "projects/flux/source_finder.h"
#include "render/inflate_chart.h"

namespace drydock::projects::flux {

/// Where a definition's files are: its folder or chart.
struct Place {
  FoundSource source;
  const SourceReference* reference = nullptr;
  const ChartTemplate* chart = nullptr;  // of a HelmRelease, its own or that of a HelmChart
  const Node* path_node = nullptr;
  std::string path;
  bool leaves_source = false;
};

/// Refers to the definition and to what was read of sources.
Place find_place(const Definition& definition, const Definitions& definitions,
                 const SourceFinder& finder);

/// What to tell about a place whose path its source does not have.
Diagnostic missing_path(const Definition& definition, const Place& place);

/// `valuesFiles` of a chart, which take the place of its own values.yaml: from the root of a source
/// that is a repository, within the chart where it comes from a Helm repository. `path_of` tells
/// where an entry is among `files`; nothing for one that leads out of the source. Throws Error,
/// rule `flux-values`, for one that is not there.
std::vector<render::ChartValuesFile> chart_values_of(
    const ChartTemplate& chart, SourceCache& files,
    const std::function<std::optional<std::string>(std::string_view entry)>& path_of);

}  // namespace drydock::projects::flux
