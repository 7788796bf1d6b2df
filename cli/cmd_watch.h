#pragma once

#include <functional>

#include "cli/command.h"

namespace drydock::cli {

/// `drydock watch`: docs/preview.md.
std::function<int(Session&)> configure_watch(Flags& flags);

}  // namespace drydock::cli
