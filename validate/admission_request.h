#pragma once

#include <map>
#include <string>
#include <string_view>

#include "schemas/json_value.h"
#include "validate/admission_target.h"
#include "validate/cel/admission_scope.h"

namespace drydock::validate {

/// The request to create one object, as expressions see it: with what the API server fills in
/// before it asks a policy.
class AdmissionRequest {
 public:
  AdmissionRequest(const AdmissionTarget& target, YamlDialect dialect);
  AdmissionRequest(const AdmissionRequest&) = delete;

  const schemas::JsonValue& object() const { return object_; }
  const schemas::JsonValue& request() const { return request_; }
  /// Null for objects without a namespace.
  const schemas::JsonValue* name_space() const { return has_space_ ? &space_ : nullptr; }
  Arena& arena() { return arena_; }
  YamlDialect dialect() const { return dialect_; }

 private:
  Arena arena_;
  YamlDialect dialect_;
  schemas::JsonValue object_;
  schemas::JsonValue request_;
  schemas::JsonValue space_;
  bool has_space_ = false;
};

/// The expressions of one policy about one request. A variable is evaluated when it is first used.
class PolicyEvaluation {
 public:
  /// `params` may be null.
  PolicyEvaluation(AdmissionRequest& request, const cel::AdmissionScope& scope, const Node* params);

  /// Unknown where it depends on who makes the request, or on the authorizer.
  cel::Value run(const cel::Program& program);

 private:
  cel::Value find(std::string_view name);

  AdmissionRequest& request_;
  const cel::AdmissionScope& scope_;
  cel::Memory memory_;
  schemas::JsonValue params_;
  std::map<std::string, cel::Value, std::less<>> variables_;
  int depth_ = 0;
  uint64_t left_ = cel::kObjectBudget;
};

}  // namespace drydock::validate
