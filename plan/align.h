#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "plan/content.h"
#include "plan/shape.h"

namespace drydock::plan {

/// How the items of two lists without keys belong together: equal ones first, in order, then those
/// between them in pairs.
struct Alignment {
  std::vector<std::pair<size_t, std::optional<size_t>>> of_old;  // each old item that is not equal
                                                                 // to its partner, in order
  std::vector<size_t> came;                                      // new items without a partner
};

/// Lists with more differing items than kMaxAligned on both sides are paired by position.
Alignment align(const Node& before, const Node& after, const Shape& element);
constexpr size_t kMaxAligned = 2000;

}  // namespace drydock::plan
