#pragma once

#include <span>
#include <string>

#include "plan/fleet_diff.h"
#include "report/model.h"

namespace drydock::report {

/// What `drydock diff` prints for people: deletions first, field by field; texts of several lines
/// by lines; what only follows from something else (checksums, hash suffixes, certificates) on one
/// line. Values of Secrets are never shown.
std::string write_diff_text(std::span<const plan::ObjectDiff> diffs, const TextStyle& style);
/// The same for a comment on a merge request.
std::string write_diff_markdown(std::span<const plan::ObjectDiff> diffs);

}  // namespace drydock::report
