#include "validate/label_selector.h"

#include <algorithm>

namespace drydock::validate {
namespace {

bool labels_match(const Node& wanted, const Node* labels) {
  auto has = [&](const NodeEntry& entry) {
    const Node* found = labels ? labels->find(entry.key->text()) : nullptr;
    return found && found->is_scalar() && found->text() == entry.value->text();
  };
  return std::all_of(wanted.pairs().begin(), wanted.pairs().end(), has);
}

bool expression_matches(const Node& expression, const Node* labels) {
  const Node* found = labels ? labels->find(expression.text_of("key")) : nullptr;
  const Node* values = expression.find("values");
  bool listed = false;
  if (found && values) {
    for (const Node* value : values->elements()) listed = listed || value->text() == found->text();
  }
  std::string_view op = expression.text_of("operator");
  if (op == "In") return listed;
  if (op == "NotIn") return !listed;
  if (op == "Exists") return found != nullptr;
  return op == "DoesNotExist" && !found;
}

}  // namespace

bool selector_matches(const Node* selector, const Node* labels) {
  if (!selector || !selector->is_mapping()) return false;
  const Node* match_labels = selector->find("matchLabels");
  const Node* expressions = selector->find("matchExpressions");
  if (!match_labels && !expressions) return labels_match(*selector, labels);
  if (match_labels && !labels_match(*match_labels, labels)) return false;
  if (!expressions) return true;
  for (const Node* expression : expressions->elements()) {
    if (!expression_matches(*expression, labels)) return false;
  }
  return true;
}

}  // namespace drydock::validate
