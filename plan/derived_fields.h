#pragma once

#include "plan/content.h"
#include "plan/kind_facts.h"

namespace drydock::plan {

/// Fills in what the server derives from other fields of an object, allocates or keeps, after its
/// defaults. `before` is the stored object that an update meets, null when it is created. Values
/// that only a cluster can give (addresses, ports) get a stand-in.
void derive_fields(Node& root, const KindFacts& facts, const Node* before, Arena& arena);

}  // namespace drydock::plan
