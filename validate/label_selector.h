#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "core/yaml/node.h"

namespace drydock::validate {

/// The value of a label; nothing when there is none.
using LabelLookup = std::function<std::optional<std::string_view>(std::string_view key)>;

/// Whether a selector fits labels: a LabelSelector with matchLabels and matchExpressions, or a
/// plain map. Null selects nothing, an empty one everything; an operator that nobody knows nothing.
bool selector_matches(const Node* selector, const LabelLookup& label);
/// The same for a mapping of labels; null: none.
bool selector_matches(const Node* selector, const Node* labels);

}  // namespace drydock::validate
