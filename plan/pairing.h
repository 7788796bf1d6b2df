#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "plan/plan.h"

namespace drydock::plan {

/// All objects of one identity on both sides; several when projects share it.
struct Pairing {
  std::vector<const PlanObject*> before;
  std::vector<const PlanObject*> after;
};

/// Pairs the objects of both sides, in the order of the head, then of the base. Objects without a
/// name and those that no plan applies are left out.
std::vector<Pairing> pair_objects(const Side& base, const Side& head);

}  // namespace drydock::plan
