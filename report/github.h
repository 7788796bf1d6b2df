#pragma once

#include <string>

#include "report/model.h"

namespace drydock::report {

/// Workflow commands, which GitHub shows on the changed lines: new findings only, most important
/// first, since it keeps few of each job.
std::string write_github(const CheckReport& report, const TextStyle& style);

}  // namespace drydock::report
