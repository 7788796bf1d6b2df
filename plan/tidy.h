#pragma once

#include "plan/content.h"
#include "plan/kind_facts.h"

namespace drydock::plan {

/// Takes out of an object what is no content: status, what the server keeps book of, nulls, and
/// what the server does not tell from a missing field (empty lists and maps, "", 0 and false where
/// its structs have no pointers). Texts of bytes lose their line breaks; `stringData` becomes
/// `data`.
void tidy(Node& root, const KindFacts& facts, Arena& arena);

}  // namespace drydock::plan
