#pragma once

#include <span>
#include <string>
#include <vector>

#include "plan/fleet_diff.h"
#include "report/diff_lines.h"

namespace drydock::report {

// What every view of differences says, control characters made visible.

/// '-', '+' or '~'.
char diff_sign(plan::DiffAction action);
/// The object, where it is, and what comes of its change.
std::string diff_heading(const plan::ObjectDiff& diff);
/// Everything that is shown of an object, but for what is folded.
std::vector<DiffLine> shown_lines(const plan::ObjectDiff& diff);
/// "1 changed, 0 added, 2 removed".
std::string diff_summary(std::span<const plan::ObjectDiff> diffs);
/// Deletions first, then what changes, then what comes. Points into `diffs`.
std::vector<const plan::ObjectDiff*> diffs_in_order(std::span<const plan::ObjectDiff> diffs);

/// What stands side by side: a line that was and one that is, one of them, or a line of both.
struct DiffRow {
  char sign;  // '|' both, and they differ; '<' only what was; '>' only what is; ' ' the same; '@' a
              // path or a remark, in `before`
  std::string before, after;
};
std::vector<DiffRow> side_by_side(const std::vector<DiffLine>& lines);

}  // namespace drydock::report
