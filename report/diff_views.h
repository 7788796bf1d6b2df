#pragma once

#include <span>
#include <string>

#include "plan/fleet_diff.h"
#include "report/model.h"

namespace drydock::report {

/// What was and what is in two columns, for a terminal of some width in characters (80 at least);
/// long lines are continued below. Values of Secrets are never shown.
std::string write_diff_columns(std::span<const plan::ObjectDiff> diffs, const TextStyle& style,
                               size_t width);

/// One self-contained page with the same, an element to open for each object. Nothing in it runs
/// or is loaded.
std::string write_diff_html(std::span<const plan::ObjectDiff> diffs);

}  // namespace drydock::report
