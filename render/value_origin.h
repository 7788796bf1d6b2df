#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"
#include "render/chart.h"

namespace drydock::render {

/// The way to a value: names of keys, and numbers of items.
using ValuePath = std::vector<std::string>;

/// "a.b.c", as templates write it.
ValuePath dotted_path(std::string_view text);
/// "/a/b/0", a JSON pointer.
ValuePath dotted_pointer(std::string_view pointer);

/// Where a value of a chart was written: in one of the user's files, the most important last, under
/// `prefix` ("redis." for a sub-chart), else in the chart's own values. The nearest key around it
/// when it was not; nothing when not even that is there.
std::optional<SourcePos> find_value_origin(std::span<const SourceFile* const> user_files,
                                           const ChartFile* chart_values, std::string_view prefix,
                                           const ValuePath& path);

}  // namespace drydock::render
