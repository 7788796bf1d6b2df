#pragma once

#include "cli/command.h"

namespace drydock::cli {

/// `drydock diff --pairs`: reads names of folders, compares `old.yaml` with `new.yaml` in each
/// (`crd.yaml` defines their kind), and prints a verdict for each on one line.
int run_diff_pairs(Session& session);

}  // namespace drydock::cli
