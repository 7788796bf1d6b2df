#include "render/builtins/cast.h"

#include "core/go_number.h"

namespace drydock::render {
namespace {

/// Cuts ".", ".0", ".000" off; "." alone stays, as it has no zero.
std::string_view without_zero_fraction(std::string_view text) {
  size_t digits = text.find_last_not_of('0');
  bool has_zero = digits != text.size() - 1;
  if (digits == std::string_view::npos || text[digits] != '.' || !has_zero) return text;
  return text.substr(0, digits);
}

/// The named integers that cast knows; a duration is none of them.
Value plain_number(Value value) {
  if (!value.is_object()) return value;
  std::string_view type = value.as_object().type_name();
  if (type == "time.Month" || type == "time.Weekday") return value.as_object().underlying();
  return {};
}

}  // namespace

int64_t truncate_float(double x) {
  // The comparison is false for NaN. -2^63 itself converts exactly.
  if (!(x >= -0x1p63 && x < 0x1p63)) return INT64_MIN;
  return static_cast<int64_t>(x);
}

int64_t to_int64(Value value) {
  value = plain_number(value);
  switch (value.kind()) {
    case Value::Kind::Bool:
      return value.as_bool();
    case Value::Kind::Int:
      return value.as_int();
    case Value::Kind::Uint:
      return static_cast<int64_t>(value.as_uint());
    case Value::Kind::Float:
      return truncate_float(value.as_float());
    case Value::Kind::String: {
      GoParsed<int64_t> parsed = parse_go_int(without_zero_fraction(value.as_string()), 0);
      return parsed.ok() ? parsed.value : 0;
    }
    default:
      return 0;
  }
}

double to_float64(Value value) {
  value = plain_number(value);
  switch (value.kind()) {
    case Value::Kind::Bool:
      return value.as_bool();
    case Value::Kind::Int:
      return static_cast<double>(value.as_int());
    case Value::Kind::Uint:
      return static_cast<double>(value.as_uint());
    case Value::Kind::Float:
      return value.as_float();
    case Value::Kind::String: {
      GoParsed<double> parsed = parse_go_float(value.as_string());
      return parsed.ok() ? parsed.value : 0;
    }
    default:
      return 0;
  }
}

}  // namespace drydock::render
