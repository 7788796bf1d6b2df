#pragma once

#include <string>

#include "report/model.h"

namespace drydock::report {

/// JUnit as its readers agree on it: a suite for each project, a case for each finding. What fails
/// the run is a failure; what was waived or is in the base as well is skipped; the rest passes.
std::string write_junit(const CheckReport& report, const TextStyle& style);

}  // namespace drydock::report
