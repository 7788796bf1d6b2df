#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "validate/server/field.h"

namespace drydock::validate::server {

/// Labels of an object, for a selector to look at.
class LabelSet {
 public:
  LabelSet() = default;
  explicit LabelSet(const Field& labels);

  void set(std::string_view key, std::string_view value);
  /// Nothing when there is no such label.
  std::optional<std::string_view> find(std::string_view key) const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> labels_;
};

struct RequirementRules {
  bool compares = false;  // numbers, as for nodes
  bool check_values = true;
};

/// One expression of a selector.
void check_requirement(const Field& requirement, const RequirementRules& rules);
/// A LabelSelector: keys, operators and values. Nothing for an absent one.
void check_label_selector(const Field& selector);
/// Whether the selector takes the labels; nothing when it cannot be used. An absent selector takes
/// none, an empty one all.
std::optional<bool> selects(const Field& selector, const LabelSet& labels);
/// Neither labels nor expressions.
bool is_empty_selector(const Field& selector);

}  // namespace drydock::validate::server
