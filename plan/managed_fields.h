#pragma once

#include <span>
#include <string>

#include "plan/content.h"
#include "plan/shape.h"

namespace drydock::plan {

/// Takes the fields that differ between two states of an object out of both, where one of the
/// managers owns them in the cluster: `metadata.managedFields` of `live` says so, which a dump has
/// with `kubectl get --show-managed-fields`. Lists without keys, and those of custom kinds, are one
/// field. What only one of the two has stays. Both are trees of `content_of` and change in place.
void remove_managed_fields(Node& live, Node& wanted, std::span<const std::string> managers,
                           const Shape& shape);

}  // namespace drydock::plan
