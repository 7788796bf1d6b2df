#pragma once

#include <optional>
#include <string_view>

#include "core/yaml/node.h"

namespace drydock::validate {

/// The labels of an object.
struct AdmissionLabels {
  const Node* written = nullptr;         // null: none
  std::string_view namespace_name = {};  // of a Namespace: the label that the server adds

  std::optional<std::string_view> find(std::string_view key) const;
};

/// Whether labels are what a selector (matchLabels, matchExpressions) asks for. A selector that is
/// absent or empty takes everything.
bool selects_labels(const Node* selector, const AdmissionLabels& labels);

}  // namespace drydock::validate
