#pragma once

#include <functional>

#include "cli/command.h"

namespace drydock::cli {

/// `drydock lsp`: docs/editors.md.
std::function<int(Session&)> configure_lsp(Flags& flags);

}  // namespace drydock::cli
