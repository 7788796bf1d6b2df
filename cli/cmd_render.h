#pragma once

#include <functional>

#include "cli/command.h"

namespace drydock::cli {

std::function<int(Session&)> configure_render(CLI::App& app);

}  // namespace drydock::cli
