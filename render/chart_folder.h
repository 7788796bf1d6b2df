#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/source_cache.h"
#include "render/chart_loader.h"

namespace drydock::render {

/// What Helm 4 asks of a folder first: that it has a Chart.yaml. Throws Error, rule
/// `chart-invalid`. `shown_path` is the absolute path that the message names.
void check_chart_folder(SourceCache& files, std::string_view folder, std::string_view shown_path);

}  // namespace drydock::render
