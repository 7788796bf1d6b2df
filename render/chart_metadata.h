#pragma once

#include <string_view>

#include "core/arena.h"
#include "render/chart.h"

namespace drydock::render {

/// Reads Chart.yaml, or requirements.yaml over it, into `metadata`. Throws Error, rule
/// `chart-invalid`, with Helm's text ("error converting YAML to JSON: …") at the place of the
/// fault; the caller says of which file.
void read_chart_metadata(const ChartFile& file, ChartMetadata& metadata, Arena& arena);

/// Reads Chart.lock or requirements.lock, as above.
void read_chart_lock(const ChartFile& file, ChartLock& lock, Arena& arena);

/// What Helm checks after loading: throws Error, rule `chart-invalid`, "validation: …". Also makes
/// white space in texts blanks and drops what cannot be printed. `chart_yaml` is where faults are.
void validate_chart_metadata(ChartMetadata& metadata, const ChartFile& chart_yaml, Arena& arena);

/// Whether the version fits the range; false when one of them is none.
bool is_compatible_range(std::string_view range, std::string_view version);

}  // namespace drydock::render
