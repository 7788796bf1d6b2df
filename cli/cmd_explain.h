#pragma once

#include <functional>

#include "cli/command.h"

namespace drydock::cli {

/// `drydock explain`: docs/explain.md.
std::function<int(Session&)> configure_explain(Flags& flags);

}  // namespace drydock::cli
