#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/kinds.h"
#include "core/yaml/node.h"

namespace drydock::schemas {

/// One version of a kind that a definition brings: a CustomResourceDefinition (v1, v1beta1) or a
/// CompositeResourceDefinition of Crossplane. Refers to the definition's nodes.
struct CustomVersion {
  std::string_view group;
  std::string_view version;
  std::string_view kind;
  Scope scope = Scope::Namespaced;
  bool served = true;
  bool deprecated = false;
  std::string_view deprecation_warning;
  const Node* schema = nullptr;    // openAPIV3Schema; null: anything goes
  bool preserves_unknown = false;  // the definition asks for it, for all of its objects
  bool is_composite = false;       // Crossplane adds fields of its own
  const Node* where = nullptr;     // the version's entry
};

/// The versions that an object defines; none when it is no definition, or is not one that can be
/// read.
std::vector<CustomVersion> custom_versions(const Node& definition);

}  // namespace drydock::schemas
