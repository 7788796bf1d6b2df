#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "validate/cel/program.h"

namespace drydock::validate::cel {

/// What expressions of admission policies and webhooks may refer to: the object, the request, and
/// the variables of a policy so far. Owns what it compiles.
class AdmissionScope {
 public:
  struct Options {
    bool params = false;
    bool patches = false;  // of mutating policies
  };
  explicit AdmissionScope(const Options& options);
  AdmissionScope(const AdmissionScope&) = delete;
  AdmissionScope& operator=(const AdmissionScope&) = delete;

  struct Result {
    const Program* program = nullptr;
    std::string problem;  // "compilation failed: ERROR: …", "must evaluate to bool"
  };
  /// `wanted` are the types that it may have; none: any.
  Result compile(std::string_view expression, std::initializer_list<Type::Kind> wanted);
  /// The same, and what is compiled later may use it as `variables.NAME`.
  Result add_variable(std::string_view name, std::string_view expression);
  /// Of a name that `add_variable` gave: "variables.NAME"; null for others.
  const Program* find_variable(std::string_view dotted_name) const;

  /// What the schema of `request` and `namespaceObject` is.
  static const DeclaredType* request_type();
  static const DeclaredType* namespace_type();

 private:
  struct Named {
    std::string name;
    const Program* program;
  };

  Options options_;
  std::vector<Variable> variables_;
  std::vector<std::unique_ptr<Program>> programs_;
  std::vector<std::unique_ptr<Named>> named_;
};

}  // namespace drydock::validate::cel
