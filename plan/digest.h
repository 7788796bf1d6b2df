#pragma once

#include <string>

#include "plan/plan.h"

namespace drydock::plan {

/// "sha256:…" over a plan and the objects that it is about: another digest when anything that is
/// done, or done with, differs. Of Secrets' values only 16 bits of a hash go in, so that nobody can
/// guess them from it.
std::string plan_digest(const Plan& plan);

}  // namespace drydock::plan
