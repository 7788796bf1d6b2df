#pragma once

#include <string>

#include "cli/command.h"

namespace drydock::cli {

std::function<int(Session&)> configure_help(Flags& flags);

/// What `drydock` and `drydock help` print: the commands by group, one line each.
std::string overview();

}  // namespace drydock::cli
