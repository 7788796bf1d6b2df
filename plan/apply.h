#pragma once

#include "plan/content.h"
#include "plan/shape.h"

namespace drydock::plan {

/// What the cluster holds after `kubectl apply`: a stored object, with what the manifest said last
/// and what it says now. What the manifest no longer says goes, what it never said stays. Lives in
/// `arena`.
Node* applied(const Node& stored, const Node& last, const Node& wanted, const Shape& shape,
              Arena& arena);

}  // namespace drydock::plan
