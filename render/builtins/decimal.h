#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>

namespace drydock::render {

/// A decimal number of any size, digits × 10^exponent, with the arithmetic of shopspring/decimal.
class Decimal {
 public:
  /// From the shortest digits that tell a float64 from its neighbours. Finite values only.
  explicit Decimal(double value);

  Decimal plus(const Decimal& other) const;
  Decimal minus(const Decimal& other) const;
  Decimal times(const Decimal& other) const;
  /// To 16 places after the point, halves away from zero. `other` must not be zero.
  Decimal divided_by(const Decimal& other) const;

  bool is_zero() const { return digits_.is_zero(); }
  /// How much work an operation is, in steps of the evaluator.
  uint64_t cost() const;
  /// The nearest float64; an infinity if it is too large.
  double to_float() const;

 private:
  using Integer = boost::multiprecision::cpp_int;

  Decimal(Integer digits, int64_t exponent) : digits_(std::move(digits)), exponent_(exponent) {}
  Integer digits_at(int64_t exponent) const;

  Integer digits_;
  int64_t exponent_ = 0;
};

}  // namespace drydock::render
