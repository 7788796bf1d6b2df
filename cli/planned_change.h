#pragma once

#include <vector>

#include "cli/pipeline.h"
#include "core/finding.h"
#include "report/model.h"
#include "validate/fleet.h"

namespace drydock::cli {

/// What a merge request makes an applier do.
struct PlannedChange {
  std::vector<Finding> findings;        // its dangers, each at the line that causes it
  std::vector<report::ChangeRow> rows;  // deletions first
};

/// Plans from the base of a check to its head. Projects of other repositories, and those that
/// cannot be rendered on one of the sides, take no part; nothing is planned when what cannot be
/// rendered is new, since half a project would delete its other half. `options` has a base and a
/// change.
PlannedChange plan_change(Repository& repository, const validate::Fleet& base,
                          const validate::Fleet& head, const CheckOptions& options);

}  // namespace drydock::cli
