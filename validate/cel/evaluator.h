#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "validate/cel/expr.h"
#include "validate/cel/memory.h"

namespace drydock::validate::cel {

/// What one expression may cost, and all that judge one object.
constexpr uint64_t kCallLimit = 1'000'000;
constexpr int64_t kObjectBudget = 10'000'000;

/// The value of a variable; kind Error when it has none.
using FindVariable = std::function<Value(std::string_view name)>;

struct Evaluation {
  Value value;  // an error is a value
  uint64_t cost = 0;
  bool over_limit = false;  // stopped; then the value is an error
};

/// Evaluates a checked expression. The value lives in the memory, or in what the variables gave.
Evaluation evaluate(const Expr& root, const FindVariable& variables, Memory& memory,
                    uint64_t limit = kCallLimit);

}  // namespace drydock::validate::cel
