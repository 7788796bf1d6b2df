#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "cli/server_judge.h"
#include "plan/fleet_diff.h"
#include "validate/fleet.h"

namespace drydock::cli {

/// What differs between two fleets, and all that it refers to beside them.
struct LiveDiff {
  plan::Side before, after;
  plan::Kinds kinds;
  ServerJudge judge;
  Arena arena;
  std::vector<plan::ObjectDiff> diffs;
};

/// Compares the projects of two fleets that `takes` wants, by name. Definitions of kinds count from
/// all of both. The result refers to the fleets and stays where it is.
void compare_fleets(const validate::Fleet& before, const validate::Fleet& after,
                    const std::function<bool(std::string_view project)>& takes, LiveDiff& out);

/// Takes the definitions of kinds among the objects of a fleet.
void add_fleet_kinds(const validate::Fleet& fleet, plan::Kinds& kinds, ServerJudge* judge);

}  // namespace drydock::cli
