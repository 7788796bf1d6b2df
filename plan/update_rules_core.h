#pragma once

#include <vector>

#include "plan/update_rules.h"

namespace drydock::plan {

struct UpdateCase {
  const Node& stored;
  const Node& wanted;
  const KindFacts& facts;
};

/// What the kinds refuse whose rules no table says: Pods, Jobs, StatefulSets, claims, Services ...
void add_kind_refusals(const UpdateCase& update, std::vector<Cause>& causes);

}  // namespace drydock::plan
