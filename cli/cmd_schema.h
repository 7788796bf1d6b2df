#pragma once

#include "cli/command.h"

namespace drydock::cli {

std::function<int(Session&)> configure_schema(Flags& flags);

}  // namespace drydock::cli
