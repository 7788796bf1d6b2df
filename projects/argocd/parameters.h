#pragma once

#include <string>
#include <string_view>

#include "core/arena.h"
#include "core/value.h"

namespace drydock::projects::argocd {

/// The parameters as one level of texts: "a.b", "list.0". Lists and maps that are empty vanish.
ValueMap* flatten(const ValueMap& params, Arena& arena);

/// Adds `over` to `params`: its values win, maps are merged at every level. Changes the maps of
/// `params` in place. Throws Error, rule `argocd-generator`, where the original crashes: a map of
/// texts and a map of anything under one key.
void merge_over(ValueMap& params, const ValueMap& over);

/// Both as texts, for templates that are no Go templates; throws Error, rule `argocd-generator`,
/// for a key with two different values.
ValueMap* combine(const ValueMap& a, const ValueMap& b, Arena& arena);

/// The value with every number a float64, as encoding/json reads them.
Value with_float_numbers(Value value, Arena& arena);

/// A copy of the map itself; what it holds is shared.
ValueMap* shallow_copy(const ValueMap& map, Arena& arena);

}  // namespace drydock::projects::argocd
