#include "validate/server/labels.h"

#include "validate/server/names.h"

namespace drydock::validate::server {
namespace {

bool contains(const Field& values, std::string_view text) {
  for (Field value : values.each()) {
    if (value.is(text)) return true;
  }
  return false;
}

bool is_usable(const Field& requirement) {
  Field op = requirement["operator"];
  size_t values = requirement["values"].size();
  bool is_set = op.is("In") || op.is("NotIn");
  if (!is_set && !op.is("Exists") && !op.is("DoesNotExist")) return false;
  if (is_set != (values > 0)) return false;
  for (Field value : requirement["values"].each()) {
    if (!label_value(value.text()).empty()) return false;
  }
  return qualified_name(requirement["key"].text()).empty();
}

bool fits(const Field& requirement, const LabelSet& labels) {
  std::optional<std::string_view> label = labels.find(requirement["key"].text());
  Field op = requirement["operator"];
  if (op.is("Exists")) return label.has_value();
  if (op.is("DoesNotExist")) return !label;
  if (op.is("In")) return label && contains(requirement["values"], *label);
  return !label || !contains(requirement["values"], *label);
}

}  // namespace

void check_requirement(const Field& requirement, const RequirementRules& rules) {
  Field op = requirement["operator"];
  Field values = requirement["values"];
  if (op.is("In") || op.is("NotIn")) {
    if (values.empty()) values.required("must be specified when `operator` is 'In' or 'NotIn'");
  } else if (op.is("Exists") || op.is("DoesNotExist")) {
    if (!values.empty()) {
      values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    }
  } else if (rules.compares && (op.is("Gt") || op.is("Lt"))) {
    if (values.size() != 1) {
      values.required("must be specified single value when `operator` is 'Lt' or 'Gt'");
    }
  } else {
    op.invalid_text(op.text(), "not a valid selector operator");
  }
  check_label_name(requirement["key"], requirement["key"].text());
  if (!rules.check_values) return;
  for (Field value : values.each()) value.invalid_all(label_value(value.text()));
}

LabelSet::LabelSet(const Field& labels) {
  for (Entry entry : labels.entries()) set(entry.key, entry.value.text());
}

void LabelSet::set(std::string_view key, std::string_view value) {
  for (auto& label : labels_) {
    if (label.first == key) {
      label.second = value;
      return;
    }
  }
  labels_.emplace_back(key, value);
}

std::optional<std::string_view> LabelSet::find(std::string_view key) const {
  for (const auto& label : labels_) {
    if (label.first == key) return label.second;
  }
  return std::nullopt;
}

void check_label_selector(const Field& selector) {
  if (!selector) return;
  check_labels(selector["matchLabels"]);
  for (Field requirement : selector["matchExpressions"].each()) check_requirement(requirement, {});
}

std::optional<bool> selects(const Field& selector, const LabelSet& labels) {
  if (!selector) return false;
  bool all = true;
  for (Entry entry : selector["matchLabels"].entries()) {
    if (!qualified_name(entry.key).empty() || !label_value(entry.value.text()).empty()) {
      return std::nullopt;
    }
    std::optional<std::string_view> label = labels.find(entry.key);
    all = all && label && *label == entry.value.text();
  }
  for (Field requirement : selector["matchExpressions"].each()) {
    if (!is_usable(requirement)) return std::nullopt;
    all = all && fits(requirement, labels);
  }
  return all;
}

bool is_empty_selector(const Field& selector) {
  return selector["matchLabels"].empty() && selector["matchExpressions"].empty();
}

}  // namespace drydock::validate::server
