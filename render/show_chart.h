#pragma once

#include <string>
#include <string_view>

#include "render/chart.h"

namespace drydock::render {

enum class ShowWhat { All, Chart, Values, Readme, Crds };

/// What `helm show` prints of a chart. `json_path`, when not empty, picks from the values instead
/// of printing the file; throws Error, rule `json-path`, when it is none.
std::string show_chart(const Chart& chart, ShowWhat what, std::string_view json_path,
                       int helm_version);

}  // namespace drydock::render
