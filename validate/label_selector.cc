#include "validate/label_selector.h"

#include <algorithm>

namespace drydock::validate {
namespace {

bool labels_match(const Node& wanted, const LabelLookup& label) {
  return std::all_of(wanted.pairs().begin(), wanted.pairs().end(), [&](const NodeEntry& entry) {
    return label(entry.key->text()) == entry.value->text();
  });
}

bool expression_matches(const Node& expression, const LabelLookup& label) {
  std::optional<std::string_view> found = label(expression.text_of("key"));
  const Node* values = expression.find("values");
  bool listed = false;
  if (found && values) {
    for (const Node* value : values->elements()) listed = listed || value->text() == *found;
  }
  std::string_view op = expression.text_of("operator");
  if (op == "In") return listed;
  if (op == "NotIn") return !listed;
  if (op == "Exists") return found.has_value();
  return op == "DoesNotExist" && !found;
}

}  // namespace

bool selector_matches(const Node* selector, const LabelLookup& label) {
  if (!selector || !selector->is_mapping()) return false;
  const Node* match_labels = selector->find("matchLabels");
  const Node* expressions = selector->find("matchExpressions");
  if (!match_labels && !expressions) return labels_match(*selector, label);
  if (match_labels && !labels_match(*match_labels, label)) return false;
  if (!expressions) return true;
  return std::all_of(expressions->elements().begin(), expressions->elements().end(),
                     [&](const Node* one) { return expression_matches(*one, label); });
}

bool selector_matches(const Node* selector, const Node* labels) {
  return selector_matches(selector, [&](std::string_view key) -> std::optional<std::string_view> {
    const Node* found = labels ? labels->find(key) : nullptr;
    return found && found->is_scalar() ? std::optional(found->text()) : std::nullopt;
  });
}

}  // namespace drydock::validate
