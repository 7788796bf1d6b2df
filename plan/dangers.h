#pragma once

#include "plan/plan.h"

namespace drydock::plan {

/// Adds to the changes of a plan what is dangerous about them, what must wait for what, and the
/// dangers of the plan as a whole.
void add_dangers(Plan& plan, const Side& base, const Side& head, const References& references,
                 const PlanOptions& options);

}  // namespace drydock::plan
