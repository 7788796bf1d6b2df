#pragma once

#include <string>
#include <vector>

#include "plan/content.h"
#include "plan/shape.h"

namespace drydock::plan {

enum class FilledIn : uint8_t { Counts, IsPassedOver };

/// The paths that differ between two objects, sorted: items of lists with keys by these, others by
/// position; a map or list that is missing on one side is one path, and a list by key whose order
/// differs is too. Paths where both sides say nothing themselves may be passed over.
std::vector<std::string> changed_fields(const Node& old_root, const Node& new_root,
                                        const Shape& shape, FilledIn filled_in);

}  // namespace drydock::plan
