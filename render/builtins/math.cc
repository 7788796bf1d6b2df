#include "core/go_number.h"
#include "render/builtins/cast.h"
#include "render/builtins/families.h"
#include "render/template/go_format.h"

namespace drydock::render {
namespace {

// Integer arithmetic wraps around as Go's does, so it is done without signs.

uint64_t bits(Value value) { return static_cast<uint64_t>(to_int64(value)); }
Value int64_of(uint64_t bits) { return Value::of_int(static_cast<int64_t>(bits)); }

Value add(const CallArgs& args) {
  uint64_t sum = 0;
  for (Value value : args.all()) sum += bits(value);
  return int64_of(sum);
}

Value add1(const CallArgs& args) { return int64_of(bits(args[0]) + 1); }
Value sub(const CallArgs& args) { return int64_of(bits(args[0]) - bits(args[1])); }

Value mul(const CallArgs& args) {
  uint64_t product = 1;
  for (Value value : args.all()) product *= bits(value);
  return int64_of(product);
}

int64_t divisor(const CallArgs& args) {
  int64_t by = to_int64(args[1]);
  if (by == 0) args.fail("runtime error: integer divide by zero");
  return by;
}

// Dividing by -1 is done apart: the smallest number has no opposite, and the processor traps.

Value div(const CallArgs& args) {
  int64_t by = divisor(args);
  if (by == -1) return int64_of(-bits(args[0]));
  return Value::of_int(to_int64(args[0]) / by);
}

Value mod(const CallArgs& args) {
  int64_t by = divisor(args);
  return Value::of_int(by == -1 ? 0 : to_int64(args[0]) % by);
}

Value max(const CallArgs& args) {
  int64_t most = to_int64(args[0]);
  for (Value value : args.rest(1)) most = std::max(most, to_int64(value));
  return Value::of_int(most);
}

Value min(const CallArgs& args) {
  int64_t least = to_int64(args[0]);
  for (Value value : args.rest(1)) least = std::min(least, to_int64(value));
  return Value::of_int(least);
}

Value to_int(const CallArgs& args) { return Value::of_int(to_int64(args[0]), GoType::Int); }
Value int64(const CallArgs& args) { return Value::of_int(to_int64(args[0])); }
Value float64(const CallArgs& args) { return Value::of_float(to_float64(args[0])); }

// A number that does not fit is the nearest one, and anything else wrong is 0.
Value atoi(const CallArgs& args) {
  return Value::of_int(parse_go_int(args.text(0), 10).value, GoType::Int);
}

Value to_decimal(const CallArgs& args) {
  GoParsed<int64_t> parsed = parse_go_int(value_text(args[0]), 8);
  return Value::of_int(parsed.ok() ? parsed.value : 0);
}

using enum Type;

// clang-format off
constexpr Builtin kMathBuiltins[] = {
    {"add",       takes_many(Any), Int64, add, "NUMBER...: the sum, in integers"},
    {"add1",      takes(Any), Int64, add1, "NUMBER: NUMBER plus 1"},
    {"sub",       takes(Any, Any), Int64, sub, "A B: A minus B, in integers"},
    {"mul",       takes_many(Any, Any), Int64, mul, "A B...: the product, in integers"},
    {"div",       takes(Any, Any), Int64, div, "A B: A divided by B without the rest"},
    {"mod",       takes(Any, Any), Int64, mod, "A B: the rest of A divided by B"},
    {"max",       takes_many(Any, Any), Int64, max, "A B...: the largest, in integers"},
    {"biggest",   takes_many(Any, Any), Int64, max, "A B...: old name of max"},
    {"min",       takes_many(Any, Any), Int64, min, "A B...: the smallest, in integers"},
    {"int",       takes(Any), Int, to_int, "VALUE: VALUE as an int, 0 if it is no number"},
    {"int64",     takes(Any), Int64, int64, "VALUE: VALUE as an int64, 0 if it is no number"},
    {"float64",   takes(Any), Float64, float64, "VALUE: VALUE as a float64, 0 if it is no number"},
    {"atoi",      takes(String), Int, atoi, "TEXT: the decimal number in TEXT, 0 if there is none"},
    {"toDecimal", takes(Any), Int64, to_decimal, "VALUE: the octal number that VALUE is as text, such as 0644"},
};
// clang-format on

}  // namespace

std::span<const Builtin> math_builtins() { return kMathBuiltins; }

}  // namespace drydock::render
