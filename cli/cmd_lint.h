#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "cli/command.h"

namespace drydock::cli {

/// `drydock lint CHART...`
std::function<int(Session&)> configure_lint(CLI::App& app);

}  // namespace drydock::cli
