#pragma once

#include <functional>

#include "cli/command.h"

namespace drydock::cli {

/// `drydock preview`: docs/preview.md.
std::function<int(Session&)> configure_preview(Flags& flags);

}  // namespace drydock::cli
