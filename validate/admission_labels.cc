#include "validate/admission_labels.h"

#include "validate/label_selector.h"

namespace drydock::validate {
std::optional<std::string_view> AdmissionLabels::find(std::string_view key) const {
  if (const Node* value = written ? written->find(key) : nullptr) return value->text();
  bool is_name = key == "kubernetes.io/metadata.name" && !namespace_name.empty();
  return is_name ? std::optional(namespace_name) : std::nullopt;
}

bool selects_labels(const Node* selector, const AdmissionLabels& labels) {
  return !selector ||
         selector_matches(selector, [&](std::string_view key) { return labels.find(key); });
}

}  // namespace drydock::validate
