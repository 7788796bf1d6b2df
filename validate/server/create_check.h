#pragma once

#include <vector>

#include "core/resource.h"
#include "core/yaml/node.h"
#include "validate/field_problem.h"
#include "validate/server/field.h"

namespace drydock::validate {

/// What the API server (1.34, with its default features) says when someone asks it to create an
/// object: names, references within the object, numbers, lists that must not repeat themselves and
/// so on. Defaults count as filled in. No other object, no admission plugin and no quota is asked.
///
/// The object must have the structure of its kind: `check_structure` comes first, and after
/// `apply_merges`, as there are no merge keys on the way to the server. Unknown fields do no harm.
/// For kinds that the server does not have, nothing is said. For reuse by one thread at a time:
/// what it allocates is kept.
class CreateCheck {
 public:
  /// In the order of the server's checks. Valid until the next call.
  const std::vector<FieldProblem>& check(const Gvk& gvk, const Node& root);

 private:
  server::Report report_;
};

/// Whether there are checks for a kind; without them what its published type requires is all that
/// is known.
bool has_create_checks(const Gvk& gvk);

}  // namespace drydock::validate
