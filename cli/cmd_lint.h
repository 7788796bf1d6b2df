#pragma once

#include <functional>

#include "cli/command.h"

namespace drydock::cli {

/// `drydock lint CHART...`
std::function<int(Session&)> configure_lint(Flags& flags);

}  // namespace drydock::cli
