#pragma once

#include "core/yaml/node.h"

namespace drydock::validate {

/// Whether a selector fits labels (null: none): a LabelSelector with matchLabels and
/// matchExpressions, or a plain map. Null selects nothing, an empty one everything; an operator
/// that nobody knows nothing.
bool selector_matches(const Node* selector, const Node* labels);

}  // namespace drydock::validate
