#pragma once

#include <string_view>

#include "core/arena.h"
#include "core/yaml/node.h"

namespace drydock {

/// Why the value under a merge key cannot be merged, in Go's words ("map merge requires map or
/// sequence of maps as the value"); empty when it can. Only mappings can, and lists of them; a list
/// must stand there itself, not come from an alias.
std::string_view merge_problem(const Node& key, const Node& value, YamlDialect dialect);

/// Whether the value of this pair stands elsewhere, and an alias in its place.
bool is_alias_value(const Node& key, const Node& value);

/// Replaces each merge key of a tree by what it merges, in place, so that checks and patches see
/// all fields. Mappings that are merged somewhere become `shared`.
///
/// Sigs: a merge counts where it stands, so it overrides the keys before it. Kustomize: explicit
/// keys win, and merged ones go behind them. In a list of mappings the earlier one wins. Throws
/// Error with rule `yaml-value` where `merge_problem` has something to say, or where Kustomize
/// finds two merge keys in one mapping.
void apply_merges(Arena& arena, Node* root, YamlDialect dialect);

}  // namespace drydock
