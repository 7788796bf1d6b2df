#pragma once

#include <span>
#include <vector>

#include "plan/side.h"

namespace drydock::plan {

struct Renaming {
  const PlanObject* from = nullptr;
  const PlanObject* to = nullptr;
};

/// Which objects that went came again under another name or in another namespace: of the same
/// project, cluster and kind, with at least half of their leaves outside metadata equal, apart from
/// the own name inside. Where two candidates fit alike there is no answer. Objects without content
/// are never told apart.
std::vector<Renaming> find_renames(std::span<const PlanObject* const> gone,
                                   std::span<const PlanObject* const> came);

}  // namespace drydock::plan
