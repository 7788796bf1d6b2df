#pragma once

#include "plan/content.h"
#include "plan/shape.h"

namespace drydock::plan {

/// What the cluster holds after `kubectl apply`: a stored object, with what the manifest said last
/// and what it says now. What the manifest no longer says goes, what it never said stays. Lives in
/// `arena`.
Node* applied(const Node& stored, const Node& last, const Node& wanted, const Shape& shape,
              Arena& arena);

/// A manifest with those lists as they are stored that differ from its own only in fields which
/// neither it nor `last` names: Argo CD takes such fields of custom resources for defaults, item by
/// item. Lives in `arena`.
Node* with_defaulted_lists(const Node& stored, const Node& last, const Node& wanted, Arena& arena);

}  // namespace drydock::plan
