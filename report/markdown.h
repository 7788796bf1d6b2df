#pragma once

#include <string>

#include "report/model.h"

namespace drydock::report {

/// A comment for a merge request, most important first, shorter than 65,536 bytes: what does not
/// fit is counted, with a pointer to the rest. Begins with a marker by which the comment is found
/// again.
std::string write_markdown(const CheckReport& report, const TextStyle& style);

}  // namespace drydock::report
