#pragma once

#include <string>
#include <string_view>

#include "core/yaml/node.h"

namespace drydock::validate {

/// One thing the API server would say about an object.
struct FieldProblem {
  std::string_view type;       // the server's cause: "FieldValueRequired", "Strict", "Decode", ...
  std::string field;           // in the server's notation: "spec.containers[0].image"
  std::string detail;          // in the server's words where they are known
  const Node* node = nullptr;  // what to underline: the value, or what lacks it; never null
  std::string hint;            // what was probably meant; empty when nothing is near
  const Node* because = nullptr;  // the rule that was broken, where somebody wrote it down
};

}  // namespace drydock::validate
