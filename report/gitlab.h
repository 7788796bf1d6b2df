#pragma once

#include <string>

#include "report/model.h"

namespace drydock::report {

/// GitLab Code Quality. GitLab compares it with the target branch, so what is known is in it, and
/// what was waived is not.
std::string write_gitlab(const CheckReport& report, const TextStyle& style);

}  // namespace drydock::report
