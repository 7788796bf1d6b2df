#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace drydock::projects::argocd {

/// A label selector over texts. Argo CD also matches parameters by it, whose values may be
/// anything.
class LabelSelector {
 public:
  enum class Values : uint8_t { AnyText, LabelValues };

  /// `selector` has `matchLabels` and `matchExpressions`; throws Error, rule `argocd-generator`,
  /// for one that Kubernetes refuses.
  LabelSelector(Value selector, Values values);

  bool empty() const { return requirements_.empty(); }
  bool matches(const ValueMap& labels) const;

 private:
  enum class Operator : uint8_t { In, NotIn, Exists, DoesNotExist };
  struct Requirement {
    std::string_view key;
    Operator op;
    std::vector<std::string_view> values;
  };

  static bool holds(const Requirement& requirement, const ValueMap& labels);

  std::vector<Requirement> requirements_;
};

}  // namespace drydock::projects::argocd
