#pragma once

#include <string>

#include "cli/command.h"

namespace drydock::cli {

std::function<int(Session&)> configure_check(Flags& flags);
/// The verb `merge`: the same over what shards have rendered.
std::function<int(Session&)> configure_merge(Flags& flags);

/// Checks a work tree as it is, compared with a revision of it (empty: with none), and writes the
/// report as text to the session's out -> the exit code of `check`.
int check_work_tree(Session& session, const std::string& folder, const std::string& base);

}  // namespace drydock::cli
