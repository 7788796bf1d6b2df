#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "validate/cel/parser.h"

namespace drydock::validate::cel {

/// A name from outside that an expression may use. Names may have dots.
struct Variable {
  std::string_view name;
  const Type* type = nullptr;
};

struct CheckOptions {
  std::span<const Variable> variables;
  /// Messages that mutating policies make: Object and its parts, JSONPatch.
  bool patches = false;
};

/// Finds out the types of an expression's parts, and which functions are meant; the first thing
/// that is wrong, if anything is.
std::optional<Issue> check_types(Expr& root, Arena& arena, const CheckOptions& options);

}  // namespace drydock::validate::cel
