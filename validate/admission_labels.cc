#include "validate/admission_labels.h"

#include <algorithm>

namespace drydock::validate {
namespace {

bool is_among(const Node* values, std::string_view text) {
  if (!values) return false;
  return std::ranges::any_of(values->elements(),
                             [&](const Node* value) { return value->text() == text; });
}

bool holds(const Node& requirement, const AdmissionLabels& labels) {
  std::string_view op = requirement.text_of("operator");
  std::optional<std::string_view> value = labels.find(requirement.text_of("key"));
  if (op == "Exists") return value.has_value();
  if (op == "DoesNotExist") return !value;
  bool among = value && is_among(requirement.find("values"), *value);
  return op == "In" ? among : !among;
}

}  // namespace

std::optional<std::string_view> AdmissionLabels::find(std::string_view key) const {
  if (const Node* value = written ? written->find(key) : nullptr) return value->text();
  bool is_name = key == "kubernetes.io/metadata.name" && !namespace_name.empty();
  return is_name ? std::optional(namespace_name) : std::nullopt;
}

bool selects_labels(const Node* selector, const AdmissionLabels& labels) {
  if (!selector) return true;
  if (const Node* wanted = selector->find("matchLabels")) {
    for (const NodeEntry& entry : wanted->pairs()) {
      if (labels.find(entry.key->text()) != entry.value->text()) return false;
    }
  }
  const Node* requirements = selector->find("matchExpressions");
  if (!requirements) return true;
  return std::ranges::all_of(requirements->elements(),
                             [&](const Node* one) { return holds(*one, labels); });
}

}  // namespace drydock::validate
