#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/regex.h"
#include "validate/cel/checker.h"
#include "validate/cel/cost.h"
#include "validate/cel/evaluator.h"

namespace drydock::validate::cel {

/// A compiled expression. Immutable, and safe from many threads.
class Program {
 public:
  const Expr& root() const { return *root_; }
  const Type& type() const { return *root_->type; }
  /// Whether it uses a variable, "oldSelf".
  bool uses(std::string_view variable) const;
  Evaluation run(const FindVariable& variables, Memory& memory, uint64_t limit = kCallLimit) const {
    return evaluate(*root_, variables, memory, limit);
  }

 private:
  friend struct Compiler;

  Arena arena_;
  std::deque<Regex> regexes_;
  std::string text_;
  Expr* root_ = nullptr;
};

struct CompileOptions {
  ParseOptions parse;
  CheckOptions check;
};

struct Compiled {
  std::unique_ptr<Program> program;  // null when there is a problem
  /// In the server's words: "ERROR: <input>:1:6: undefined field 'x'".
  std::string problem;
};

/// Syntax, types, and what can be told of literals: times, expressions, formats.
Compiled compile(std::string_view text, const CompileOptions& options);

/// "1:6", line and column of a place in a text.
std::string text_position(std::string_view text, uint32_t offset);

}  // namespace drydock::validate::cel
