#pragma once

#include "cli/command.h"

namespace drydock::cli {

std::function<int(Session&)> configure_report(Flags& flags);

}  // namespace drydock::cli
