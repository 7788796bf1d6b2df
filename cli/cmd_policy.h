#pragma once

#include <functional>

#include "cli/command.h"

namespace drydock::cli {

/// `drydock policy new|test|list|explain|doc|types|bench|health`.
std::function<int(Session&)> configure_policy(Flags& flags);

}  // namespace drydock::cli
