#pragma once

#include <functional>

#include "cli/command.h"

namespace drydock::cli {

/// `drydock edit set image|value|label`: changes files by splices, for pipelines that write back.
std::function<int(Session&)> configure_edit(Flags& flags);

}  // namespace drydock::cli
