#pragma once

#include <functional>

#include "cli/command.h"

namespace drydock::cli {

std::function<int(Session&)> configure_render(Flags& flags);

}  // namespace drydock::cli
