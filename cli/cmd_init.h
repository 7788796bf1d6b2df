#pragma once

#include "cli/command.h"

namespace drydock::cli {

std::function<int(Session&)> configure_init(Flags& flags);

}  // namespace drydock::cli
