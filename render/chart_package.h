#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "render/chart.h"
#include "render/chart_archive.h"

namespace drydock::render {

/// The files that `helm package` puts into an archive, in its order: Chart.yaml and Chart.lock
/// written anew, values.yaml, the schema, templates, other files, then the sub-charts below
/// charts/, unpacked. Paths are within the chart. An empty `version` or `app_version` leaves what
/// Chart.yaml says. Throws Error, rule `chart-invalid`, for a schema that is no JSON.
std::vector<ArchiveFile> package_files(const Chart& chart, std::string_view version = {},
                                       std::string_view app_version = {});

/// "app-1.2.3.tgz"
std::string package_name(const Chart& chart, std::string_view version = {});

}  // namespace drydock::render
