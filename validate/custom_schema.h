#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/yaml/node.h"
#include "schemas/custom_kinds.h"
#include "schemas/json_schema.h"
#include "validate/custom_rules.h"
#include "validate/field_problem.h"

namespace drydock::validate {

/// The schema of one version of a custom kind, ready to judge objects as the API server does:
/// values by the schema after defaulting, unknown and repeated fields as `Strict`, repeated items
/// of list sets and maps, metadata and embedded objects. Refers to the definition's nodes. Safe
/// from many threads.
class CustomSchema {
 public:
  CustomSchema(const schemas::CustomVersion& version, YamlDialect dialect);
  ~CustomSchema();

  const schemas::CustomVersion& version() const { return version_; }
  /// What is wrong with the schema itself; such parts restrict nothing.
  const std::vector<Diagnostic>& problems() const;

  /// `old` is the object as it was, for rules about changes; null: it is new.
  std::vector<FieldProblem> check(const Node& object, YamlDialect dialect,
                                  const Node* old = nullptr) const;

 private:
  schemas::CustomVersion version_;
  Arena arena_;
  schemas::JsonValue source_;
  schemas::JsonValue translated_;
  std::unique_ptr<schemas::JsonSchema> schema_;
  std::unique_ptr<CustomRules> rules_;
  std::vector<Diagnostic> no_problems_;
};

}  // namespace drydock::validate
