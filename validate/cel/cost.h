#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "validate/cel/expr.h"
#include "validate/cel/library.h"

/// What expressions cost, in the units of the server: about one for each step, a tenth for each
/// character that is looked at.
namespace drydock::validate::cel {

/// From least to most. Sums and products end at the largest number.
struct Range {
  uint64_t min = 0;
  uint64_t max = 0;

  static Range exactly(uint64_t n) { return {n, n}; }
  static Range unknown() { return {0, UINT64_MAX}; }

  Range plus(const Range& other) const;
  Range times(const Range& other) const;
  /// Rounded up.
  Range scaled(double factor) const;
  /// The smallest range around both.
  Range around(const Range& other) const;
};

/// What costs the same wherever it stands.
constexpr double kTraversal = 0.1;  // for a character
constexpr double kPattern = 0.25;   // for a character of a regular expression
constexpr uint64_t kListCost = 10;
constexpr uint64_t kMapCost = 30;
constexpr uint64_t kMessageCost = 40;

/// What evaluating an expression costs, before anything is known of the values but the schema of
/// `self` and `oldSelf`. The expression must be checked.
Range estimate_cost(const Expr& root, const DeclaredType* self);

/// What a call did cost.
uint64_t call_cost(const Overload& overload, std::span<const Value> arguments, const Value& result,
                   Memory& memory);

/// Functions whose cost the server gives by their name, without regard to arguments.
bool has_unit_cost(std::string_view function);

}  // namespace drydock::validate::cel
