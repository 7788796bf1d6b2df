#pragma once

#include <string>
#include <string_view>

#include "validate/cel/expr.h"

namespace drydock::validate::cel {

/// What is wrong with an expression, and where: "ERROR: <input>:1:8: …" is made of it.
struct Issue {
  uint32_t offset = 0;
  std::string text;
};

struct ParseOptions {
  /// cel.bind, which only some parts of the server know.
  bool bindings = false;
};

struct Parsed {
  Expr* root = nullptr;  // null when there is an issue
  Issue issue = {};
};

/// Reads an expression and writes its macros out. The text must outlive the result.
Parsed parse_expression(std::string_view text, Arena& arena, const ParseOptions& options = {});

}  // namespace drydock::validate::cel
