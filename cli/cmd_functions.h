#pragma once

#include "cli/command.h"

namespace drydock::cli {

std::function<int(Session&)> configure_functions(CLI::App& app);

}  // namespace drydock::cli
