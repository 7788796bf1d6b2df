#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/content.h"
#include "plan/kind_facts.h"

namespace drydock::plan {

/// Why the server refuses something: its own cause and field.
struct Cause {
  std::string_view type;  // "FieldValueForbidden"
  std::string field;      // "spec.selector"
};

/// What the server of 1.34 says when a stored object of a built-in kind is updated to another:
/// fields that cannot change, or only in one way. Empty when it takes the update.
std::vector<Cause> update_refusals(const Node& stored, const Node& wanted, const KindFacts& facts);

/// Versions of a definition that objects are stored as, and that it would lose.
std::vector<Cause> lost_versions(const Node& stored, const Node& wanted);

}  // namespace drydock::plan
