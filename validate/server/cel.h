#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "validate/server/field.h"

/// Expressions in the Common Expression Language, as far as one can judge them without evaluation.
namespace drydock::validate::server {

/// Something that an expression can refer to by its name.
struct CelName {
  std::string_view name;
  /// Of its value, where that is known: a schema of a custom resource.
  Field schema = {};
  /// The fields that it has, where only these are known.
  const Seen* fields = nullptr;
};

enum class CelResult : uint8_t { Any, Bool, String };

struct CelScope {
  std::vector<CelName> names;
  CelResult result = CelResult::Any;
};

struct CelAnswer {
  /// Why the server cannot compile an expression: its syntax, names that are not declared, fields
  /// that a schema does not have, operators on values of the wrong kind, the kind of the result.
  /// Nothing when no problem is found, which is no promise: calls of functions are not looked at.
  std::optional<std::string> problem;
  /// What one evaluation costs at worst, in the server's units, or less than that: only steps to
  /// names and fields count, each as often as the loops around it run.
  double cost = 0;
};

CelAnswer compile_cel(std::string_view expression, const CelScope& scope);
/// Reports the problem, and answers with the cost. Blank expressions are passed over.
double check_cel(const Field& expression, const CelScope& scope);

}  // namespace drydock::validate::server
