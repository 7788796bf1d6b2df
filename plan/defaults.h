#pragma once

#include "plan/content.h"
#include "plan/kind_facts.h"

namespace drydock::plan {

/// Fills in what the server fills in for every object of the kind: by the table of built-in kinds,
/// or by the defaults of a custom resource's schema. What depends on other fields comes after, see
/// plan/derived_fields.h.
void add_defaults(Node& root, const KindFacts& facts, Arena& arena);
/// Only those that are keys of lists: the protocol of a port.
void add_key_defaults(Node& root, const KindFacts& facts, Arena& arena);

}  // namespace drydock::plan
