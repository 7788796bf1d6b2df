#pragma once

#include <string>

#include "report/model.h"

namespace drydock::report {

/// Test Anything Protocol, version 13: a line for each finding and for each project without one.
/// What fails the run is "not ok"; what was waived is TODO; what is in the base as well is skipped.
std::string write_tap(const CheckReport& report, const TextStyle& style);

}  // namespace drydock::report
