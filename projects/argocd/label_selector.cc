#include "projects/argocd/label_selector.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/error.h"
#include "projects/argocd/api_types.h"

namespace drydock::projects::argocd {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Letters and digits, and "-", "_" and "." between them, at most 63.
bool is_name_part(std::string_view text) {
  if (text.empty() || text.size() > 63) return false;
  if (!is_alphanumeric(text.front()) || !is_alphanumeric(text.back())) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

bool is_domain(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  while (true) {
    size_t dot = text.find('.');
    std::string_view label = text.substr(0, dot);
    bool good = !label.empty() && label.front() != '-' && label.back() != '-' &&
                std::all_of(label.begin(), label.end(), [](char c) {
                  return (is_alphanumeric(c) && !(c >= 'A' && c <= 'Z')) || c == '-';
                });
    if (!good) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_qualified_name(std::string_view key) {
  size_t slash = key.find('/');
  if (slash == std::string_view::npos) return is_name_part(key);
  return is_domain(key.substr(0, slash)) && is_name_part(key.substr(slash + 1));
}

}  // namespace

LabelSelector::LabelSelector(Value selector, Values values) {
  if (const ValueMap* labels = map_of(selector, "matchLabels")) {
    for (const ValueMap::Entry& entry : labels->entries()) {
      requirements_.push_back({entry.key, Operator::In, {entry.value.as_string()}});
    }
  }
  for (Value expression : list_of(selector, "matchExpressions")) {
    std::string_view name = text_of(expression, "operator");
    static constexpr std::pair<std::string_view, Operator> kOperators[] = {
        {"In", Operator::In},
        {"NotIn", Operator::NotIn},
        {"Exists", Operator::Exists},
        {"DoesNotExist", Operator::DoesNotExist}};
    std::optional<Operator> op;
    for (const auto& row : kOperators) {
      if (row.first == name) op = row.second;
    }
    if (!op) fail("argocd-generator", fmt::format("`{}` is no operator of a selector", name));
    Requirement& requirement = requirements_.emplace_back();
    requirement.key = text_of(expression, "key");
    requirement.op = *op;
    for (Value value : list_of(expression, "values")) {
      requirement.values.push_back(value.as_string());
    }
    bool wants_values = *op == Operator::In || *op == Operator::NotIn;
    if (wants_values == requirement.values.empty()) {
      fail("argocd-generator", fmt::format("a selector's {} {}", name,
                                           wants_values ? "needs values" : "takes no values"));
    }
  }
  for (const Requirement& requirement : requirements_) {
    if (!is_qualified_name(requirement.key)) {
      fail("argocd-generator",
           fmt::format("a selector's key `{}` is no name of a label", requirement.key));
    }
    for (std::string_view value : requirement.values) {
      if (values == Values::LabelValues && !value.empty() && !is_name_part(value)) {
        fail("argocd-generator",
             fmt::format("a selector's value `{}` cannot be that of a label", value));
      }
    }
  }
}

bool LabelSelector::holds(const Requirement& requirement, const ValueMap& labels) {
  const Value* label = labels.find(requirement.key);
  bool listed = label && label->is_string() &&
                std::find(requirement.values.begin(), requirement.values.end(),
                          label->as_string()) != requirement.values.end();
  switch (requirement.op) {
    case Operator::In:
      return listed;
    case Operator::NotIn:
      return !listed;
    case Operator::Exists:
      return label != nullptr;
    case Operator::DoesNotExist:
      return label == nullptr;
  }
  return false;
}

bool LabelSelector::matches(const ValueMap& labels) const {
  return std::all_of(requirements_.begin(), requirements_.end(),
                     [&](const Requirement& requirement) { return holds(requirement, labels); });
}

}  // namespace drydock::projects::argocd
