#pragma once

#include <string>

#include "report/model.h"

namespace drydock::report {

/// The format of docs/formats.md, which CI systems and scripts read.
std::string write_json(const CheckReport& report, const TextStyle& style);

}  // namespace drydock::report
