#pragma once

#include <memory>
#include <vector>

#include "schemas/json_value.h"
#include "validate/field_problem.h"

namespace drydock::validate {

/// The rules (x-kubernetes-validations) of a custom resource's schema, compiled. Refers to the
/// schema. Safe from many threads.
class CustomRules {
 public:
  explicit CustomRules(const schemas::JsonValue& schema);
  ~CustomRules();

  bool empty() const;
  /// What the rules say of an object, after defaulting. Rules about changes need the object as it
  /// was; null: it is new. Problems point at nodes of `root`, or at what is nearest.
  std::vector<FieldProblem> check(const schemas::JsonValue& object, const schemas::JsonValue* old,
                                  const Node& root) const;

 private:
  struct Part;
  class Compiler;
  class Run;

  Arena arena_;
  std::unique_ptr<Part> root_;
};

}  // namespace drydock::validate
