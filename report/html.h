#pragma once

#include <string>

#include "report/model.h"

namespace drydock::report {

/// One page that needs nothing else: findings to search and filter, changes, the map of who owns
/// what. Without scripts everything is there but the filters.
std::string write_html(const CheckReport& report, const TextStyle& style);

}  // namespace drydock::report
