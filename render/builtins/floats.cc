#include <cmath>
#include <limits>

#include "render/builtins/cast.h"
#include "render/builtins/decimal.h"
#include "render/builtins/families.h"
#include "render/template/go_format.h"

namespace drydock::render {
namespace {

Decimal to_decimal(const CallArgs& args, Value value) {
  double x = to_float64(value);
  if (!std::isfinite(x)) {
    args.fail("Cannot create a Decimal from " + value_text(Value::of_float(x)));
  }
  return Decimal(x);
}

using Operation = Decimal (Decimal::*)(const Decimal&) const;

/// Sums and products are worked out in decimals, so that 0.1 + 0.2 is 0.3.
Value fold(const CallArgs& args, Decimal result, std::span<const Value> operands,
           Operation operation) {
  for (Value value : operands) {
    result = (result.*operation)(to_decimal(args, value));
    args.context().spend(result.cost());
  }
  return Value::of_float(result.to_float());
}

Value addf(const CallArgs& args) { return fold(args, Decimal(0), args.all(), &Decimal::plus); }

Value add1f(const CallArgs& args) {
  Value one[] = {Value::of_int(1)};
  return fold(args, to_decimal(args, args[0]), one, &Decimal::plus);
}

Value subf(const CallArgs& args) {
  return fold(args, to_decimal(args, args[0]), args.rest(1), &Decimal::minus);
}

Value mulf(const CallArgs& args) {
  return fold(args, to_decimal(args, args[0]), args.rest(1), &Decimal::times);
}

Value divf(const CallArgs& args) {
  Decimal result = to_decimal(args, args[0]);
  for (Value value : args.rest(1)) {
    Decimal by = to_decimal(args, value);
    if (by.is_zero()) args.fail("decimal division by 0");
    result = result.divided_by(by);
    args.context().spend(result.cost());
  }
  return Value::of_float(result.to_float());
}

// An infinity beats NaN, and of two zeros the sign decides.

double go_max(double a, double b) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (a == kInfinity || b == kInfinity) return kInfinity;
  if (std::isnan(a) || std::isnan(b)) return std::numeric_limits<double>::quiet_NaN();
  if (a == 0 && b == 0) return std::signbit(a) ? b : a;
  return a > b ? a : b;
}

double go_min(double a, double b) { return -go_max(-a, -b); }

Value maxf(const CallArgs& args) {
  double most = to_float64(args[0]);
  for (Value value : args.rest(1)) most = go_max(most, to_float64(value));
  return Value::of_float(most);
}

Value minf(const CallArgs& args) {
  double least = to_float64(args[0]);
  for (Value value : args.rest(1)) least = go_min(least, to_float64(value));
  return Value::of_float(least);
}

Value floor(const CallArgs& args) { return Value::of_float(std::floor(to_float64(args[0]))); }
Value ceil(const CallArgs& args) { return Value::of_float(std::ceil(to_float64(args[0]))); }

/// Go's math.Pow(10, exponent): by squaring, so that large powers differ from the nearest float64
/// in their last digit.
double power_of_ten(int64_t exponent) {
  uint64_t left = exponent < 0 ? -static_cast<uint64_t>(exponent) : static_cast<uint64_t>(exponent);
  double fraction = 1;
  int64_t scale = 0;
  double square = 0.625;  // 10 = 0.625 * 2^4
  int64_t square_scale = 4;
  for (; left != 0; left >>= 1) {
    if (square_scale > 1 << 12) {  // past any float64
      scale += square_scale;
      break;
    }
    if (left & 1) {
      fraction *= square;
      scale += square_scale;
    }
    square *= square;
    square_scale *= 2;
    if (square < .5) {
      square += square;
      --square_scale;
    }
  }
  if (exponent < 0) return std::ldexp(1 / fraction, static_cast<int>(-scale));
  return std::ldexp(fraction, static_cast<int>(scale));
}

Value round(const CallArgs& args) {
  double round_on = args.size() > 2 ? args.number(2) : .5;
  double power = power_of_ten(args.integer(1));
  double digits = power * to_float64(args[0]);
  double whole;
  double fraction = std::modf(digits, &whole);
  double rounded = fraction >= round_on ? std::ceil(digits) : std::floor(digits);
  return Value::of_float(rounded / power);
}

using enum Type;

// clang-format off
constexpr Builtin kFloatBuiltins[] = {
    {"addf",  takes_many(Any), Float64, addf, "NUMBER...: the sum"},
    {"add1f", takes(Any), Float64, add1f, "NUMBER: NUMBER plus 1"},
    {"subf",  takes_many(Any, Any), Float64, subf, "A B...: A minus each B"},
    {"mulf",  takes_many(Any, Any), Float64, mulf, "A B...: the product"},
    {"divf",  takes_many(Any, Any), Float64, divf, "A B...: A divided by each B"},
    {"maxf",  takes_many(Any, Any), Float64, maxf, "A B...: the largest"},
    {"minf",  takes_many(Any, Any), Float64, minf, "A B...: the smallest"},
    {"floor", takes(Any), Float64, floor, "NUMBER: the whole number below"},
    {"ceil",  takes(Any), Float64, ceil, "NUMBER: the whole number above"},
    {"round", takes_many(Any, Int, Float64), Float64, round, "NUMBER PLACES [LIMIT]: NUMBER rounded to PLACES after the point, up from LIMIT (0.5) on"},
};
// clang-format on

}  // namespace

std::span<const Builtin> float_builtins() { return kFloatBuiltins; }

}  // namespace drydock::render
