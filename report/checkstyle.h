#pragma once

#include <string>

#include "report/model.h"

namespace drydock::report {

/// Checkstyle XML, file by file, for the many tools that read it. What was waived is not in it.
std::string write_checkstyle(const CheckReport& report, const TextStyle& style);

}  // namespace drydock::report
