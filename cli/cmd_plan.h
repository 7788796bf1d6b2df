#pragma once

#include <functional>

#include "cli/command.h"

namespace drydock::cli {

/// `drydock plan`: what an applier has to do.
std::function<int(Session&)> configure_plan(Flags& flags);

}  // namespace drydock::cli
