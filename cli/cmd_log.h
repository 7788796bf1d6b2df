#pragma once

#include <functional>

#include "cli/command.h"

namespace drydock::cli {

/// `drydock log`: docs/explain.md.
std::function<int(Session&)> configure_log(Flags& flags);

}  // namespace drydock::cli
