#pragma once

#include <string>

#include "report/model.h"

namespace drydock::report {

/// SARIF 2.1.0 for code scanning and editors: one run, whose rules are those of the findings.
std::string write_sarif(const CheckReport& report, const TextStyle& style);

}  // namespace drydock::report
