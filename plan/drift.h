#pragma once

#include <string>
#include <vector>

#include "plan/content.h"
#include "plan/shape.h"

namespace drydock::plan {

/// The fields that a manifest sets and the cluster has otherwise, in the notation of
/// `changed_fields`. What only the cluster has is left alone, and so is what is filled in.
std::vector<std::string> drifted_fields(const Node& live, const Node& wanted, const Shape& shape);

}  // namespace drydock::plan
