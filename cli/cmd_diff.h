#pragma once

#include <functional>

#include "cli/command.h"

namespace drydock::cli {

/// `drydock diff`: what differs between a base and the repository, two files or folders of
/// manifests, or two targets.
std::function<int(Session&)> configure_diff(Flags& flags);

}  // namespace drydock::cli
