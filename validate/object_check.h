#pragma once

#include <optional>
#include <vector>

#include "core/resource.h"
#include "validate/field_problem.h"

namespace drydock::validate {

/// What the API server of a minor release says when an object of a built-in kind is created;
/// nothing when that release does not serve the kind. Fields are those of the release; what they
/// may hold is checked as 1.34 does. Merge keys must have been applied.
std::optional<std::vector<FieldProblem>> check_built_in_object(
    const Node& root, const Gvk& gvk, int release, YamlDialect dialect = YamlDialect::Sigs);

}  // namespace drydock::validate
