#pragma once

#include "cli/command.h"

namespace drydock::cli {

std::function<int(Session&)> configure_check(Flags& flags);
/// The verb `merge`: the same over what shards have rendered.
std::function<int(Session&)> configure_merge(Flags& flags);

}  // namespace drydock::cli
