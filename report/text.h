#pragma once

#include <string>

#include "report/model.h"

namespace drydock::report {

/// Findings grouped by the projects they are about, each with its places, source lines and what to
/// do; last a line that counts. Safe for terminals whatever the sources say.
std::string write_text(const CheckReport& report, const TextStyle& style);

}  // namespace drydock::report
