#include "core/go_number.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

namespace drydock {
namespace {

/// Significant decimal digits without trailing zeros; the value is 0.DIGITS * 10^point.
/// Zero has no digits and point 0.
struct Digits {
  std::string text;
  int point = 0;

  int count() const { return static_cast<int>(text.size()); }
};

/// Takes apart what std::to_chars writes in scientific form: "1.25e+07".
Digits split_scientific(std::string_view text) {
  Digits digits;
  size_t e = text.find('e');
  for (char c : text.substr(0, e)) {
    if (c != '.') digits.text.push_back(c);
  }
  while (!digits.text.empty() && digits.text.back() == '0') digits.text.pop_back();
  if (digits.text.empty()) return digits;
  std::string_view exponent = text.substr(e + 1);
  if (exponent.front() == '+') exponent.remove_prefix(1);
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), digits.point);
  ++digits.point;
  return digits;
}

Digits shortest_digits(double magnitude, int bits) {
  // Halfway between two shortest forms Go takes the even one, but for a float32 it looks for the
  // tie at the exponent where only a float64 has it, and so rounds this one value up.
  if (bits == 32 && magnitude == 0x1p-12) return {"24414063", -3};
  char buffer[64];
  auto end = bits == 32 ? std::to_chars(buffer, std::end(buffer), static_cast<float>(magnitude),
                                        std::chars_format::scientific)
                        : std::to_chars(buffer, std::end(buffer), magnitude,
                                        std::chars_format::scientific);
  return split_scientific({buffer, static_cast<size_t>(end.ptr - buffer)});
}

/// The exact value, rounded half to even, in one of the forms that Go and C++ share.
std::string rounded(double magnitude, std::chars_format form, int precision) {
  // 310 digits before the point, the point, an exponent.
  std::string buffer(static_cast<size_t>(precision) + 330, '\0');
  auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude, form, precision);
  buffer.resize(static_cast<size_t>(end.ptr - buffer.data()));
  return buffer;
}

void append_exponent(std::string& out, char letter, int exponent) {
  out += letter;
  out += exponent < 0 ? '-' : '+';
  unsigned magnitude = static_cast<unsigned>(std::abs(exponent));
  if (magnitude < 10) out += '0';
  append_go_uint(out, magnitude);
}

/// d.ddde+dd with `fraction` digits after the point.
void append_scientific(std::string& out, const Digits& digits, int fraction, char letter) {
  out += digits.text.empty() ? '0' : digits.text[0];
  if (fraction > 0) {
    out += '.';
    for (int i = 1; i <= fraction; ++i) out += i < digits.count() ? digits.text[i] : '0';
  }
  append_exponent(out, letter, digits.text.empty() ? 0 : digits.point - 1);
}

/// ddd.ddd with `fraction` digits after the point.
void append_fixed(std::string& out, const Digits& digits, int fraction) {
  if (digits.point <= 0) {
    out += '0';
  } else {
    for (int i = 0; i < digits.point; ++i) out += i < digits.count() ? digits.text[i] : '0';
  }
  if (fraction <= 0) return;
  out += '.';
  for (int i = digits.point; i < digits.point + fraction; ++i) {
    out += i >= 0 && i < digits.count() ? digits.text[i] : '0';
  }
}

void append_general(std::string& out, double magnitude, char format, int precision, int bits) {
  bool shortest = precision < 0;
  Digits digits;
  if (shortest) {
    digits = shortest_digits(magnitude, bits);
    precision = digits.count();
  } else if (magnitude != 0) {
    precision = std::max(precision, 1);
    digits = split_scientific(rounded(magnitude, std::chars_format::scientific, precision - 1));
  }
  int limit = precision;
  if (limit > digits.count() && digits.count() >= digits.point) limit = digits.count();
  if (shortest) limit = 6;
  int exponent = digits.point - 1;
  if (exponent < -4 || exponent >= limit) {
    int shown = std::min(precision, digits.count());
    append_scientific(out, digits, shown - 1, format == 'G' ? 'E' : 'e');
    return;
  }
  if (precision > digits.point) precision = digits.count();
  append_fixed(out, digits, precision - digits.point);
}

/// A finite value is mantissa * 2^exponent.
struct Binary {
  uint64_t mantissa;
  int exponent;
  int mantissa_bits;
};

Binary split_binary(double magnitude, int bits) {
  int mantissa_bits = bits == 32 ? 23 : 52;
  int bias = bits == 32 ? 127 : 1023;
  uint64_t raw = bits == 32 ? std::bit_cast<uint32_t>(static_cast<float>(magnitude))
                            : std::bit_cast<uint64_t>(magnitude);
  uint64_t mantissa = raw & ((uint64_t{1} << mantissa_bits) - 1);
  int exponent = static_cast<int>(raw >> mantissa_bits);
  if (exponent == 0) {
    exponent = 1;  // subnormal
  } else {
    mantissa |= uint64_t{1} << mantissa_bits;
  }
  return {mantissa, exponent - bias - mantissa_bits, mantissa_bits};
}

void append_binary(std::string& out, double magnitude, int bits) {
  Binary parts = split_binary(magnitude, bits);
  append_go_uint(out, parts.mantissa);
  out += 'p';
  if (parts.exponent >= 0) out += '+';
  append_go_int(out, parts.exponent);
}

void append_hexadecimal(std::string& out, double magnitude, char format, int precision, int bits) {
  Binary parts = split_binary(magnitude, bits);
  int exponent = parts.mantissa == 0 ? 0 : parts.exponent + parts.mantissa_bits;
  constexpr uint64_t kOne = uint64_t{1} << 60;  // the digit before the point stands here
  uint64_t mantissa = parts.mantissa << (60 - parts.mantissa_bits);
  while (mantissa != 0 && !(mantissa & kOne)) {
    mantissa <<= 1;
    --exponent;
  }
  if (precision >= 0 && precision < 15) {
    int shift = precision * 4;
    uint64_t rest = (mantissa << shift) & (kOne - 1);
    mantissa >>= 60 - shift;
    if ((rest | (mantissa & 1)) > kOne / 2) ++mantissa;
    mantissa <<= 60 - shift;
    if (mantissa & (kOne << 1)) {
      mantissa >>= 1;
      ++exponent;
    }
  }
  const char* hex = format == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
  out += '0';
  out += format;
  out += static_cast<char>('0' + ((mantissa >> 60) & 1));
  mantissa <<= 4;
  if (precision > 0 || (precision < 0 && mantissa != 0)) out += '.';
  for (int i = 0; precision < 0 ? mantissa != 0 : i < precision; ++i) {
    out += hex[mantissa >> 60];
    mantissa <<= 4;
  }
  append_exponent(out, format == 'X' ? 'P' : 'p', exponent);
}

void append_magnitude(std::string& out, double magnitude, char format, int precision, int bits) {
  switch (format) {
    case 'b':
      append_binary(out, magnitude, bits);
      return;
    case 'x':
    case 'X':
      append_hexadecimal(out, magnitude, format, precision, bits);
      return;
    case 'g':
    case 'G':
      append_general(out, magnitude, format, precision, bits);
      return;
    case 'f':
      if (precision >= 0) {
        out += rounded(magnitude, std::chars_format::fixed, precision);
      } else {
        Digits digits = shortest_digits(magnitude, bits);
        append_fixed(out, digits, digits.count() - digits.point);
      }
      return;
    default: {
      Digits digits =
          precision < 0
              ? shortest_digits(magnitude, bits)
              : split_scientific(rounded(magnitude, std::chars_format::scientific, precision));
      append_scientific(out, digits, precision < 0 ? digits.count() - 1 : precision, format);
    }
  }
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return lower(a) == b; });
}

/// Underscores stand only between digits, or between a base prefix and a digit.
bool underscores_allowed(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  char previous = '^';
  bool hex = false;
  if (text.size() >= 2 && text[0] == '0') {
    char base = lower(text[1]);
    if (base == 'b' || base == 'o' || base == 'x') {
      hex = base == 'x';
      previous = '0';
      text.remove_prefix(2);
    }
  }
  for (char c : text) {
    if (is_digit(c) || (hex && lower(c) >= 'a' && lower(c) <= 'f')) {
      previous = '0';
    } else if (c == '_') {
      if (previous != '0') return false;
      previous = '_';
    } else {
      if (previous == '_') return false;
      previous = '!';
    }
  }
  return previous != '_';
}

/// The parts of a float's text, checked.
struct FloatText {
  bool hex = false;
  std::string digits;  // mantissa digits without leading zeros
  int64_t point = 0;   // the value is 0.DIGITS * base^point, times the exponent
  int64_t exponent = 0;
};

/// Reads the digits after 'e' or 'p'. Returns false when there are none.
bool scan_exponent(std::string_view& rest, int64_t& exponent) {
  bool negative = false;
  if (!rest.empty() && (rest[0] == '+' || rest[0] == '-')) {
    negative = rest[0] == '-';
    rest.remove_prefix(1);
  }
  if (rest.empty() || !is_digit(rest[0])) return false;
  while (!rest.empty() && (is_digit(rest[0]) || rest[0] == '_')) {
    // Go stops counting here as well: the result is zero or infinite anyway.
    if (rest[0] != '_' && exponent < 10000) exponent = exponent * 10 + (rest[0] - '0');
    rest.remove_prefix(1);
  }
  if (negative) exponent = -exponent;
  return true;
}

/// Splits a number without sign; false when it is none.
bool scan_float(std::string_view text, FloatText& out) {
  std::string_view rest = text;
  if (rest.size() > 2 && rest[0] == '0' && lower(rest[1]) == 'x') {
    out.hex = true;
    rest.remove_prefix(2);
  }
  bool saw_digits = false;
  bool saw_point = false;
  while (!rest.empty()) {
    char c = lower(rest[0]);
    if (c == '.') {
      if (saw_point) return false;
      saw_point = true;
    } else if (is_digit(c) || (out.hex && c >= 'a' && c <= 'f')) {
      saw_digits = true;
      if (c != '0' || !out.digits.empty()) {
        out.digits += c;
        if (!saw_point) ++out.point;
      } else if (saw_point) {
        --out.point;
      }
    } else if (c != '_') {
      break;
    }
    rest.remove_prefix(1);
  }
  if (!saw_digits) return false;
  bool has_exponent = !rest.empty() && lower(rest[0]) == (out.hex ? 'p' : 'e');
  if (has_exponent) {
    rest.remove_prefix(1);
    if (!scan_exponent(rest, out.exponent)) return false;
  }
  // A hexadecimal mantissa needs its exponent.
  return rest.empty() && (has_exponent || !out.hex);
}

template <class Float>
GoParsed<double> convert_decimal(const FloatText& parts) {
  if (parts.digits.empty()) return {0.0};
  std::string text = "0." + parts.digits + "e" + std::to_string(parts.point + parts.exponent);
  Float value = 0;
  auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ec == std::errc::result_out_of_range) {
    if (parts.point + parts.exponent < 0) return {0.0};
    return {std::numeric_limits<double>::infinity(), GoParse::Range};
  }
  return {static_cast<double>(value)};
}

/// Rounds 0.DIGITS * 16^point * 2^exponent half to even, in one step even for subnormals.
GoParsed<double> convert_hexadecimal(const FloatText& parts, int bits) {
  int mantissa_bits = bits == 32 ? 24 : 53;
  int lowest = bits == 32 ? -149 : -1074;  // exponent of the last bit of a subnormal
  int highest = bits == 32 ? 128 : 1024;   // first power of two that is too large
  uint64_t mantissa = 0;
  bool sticky = false;
  size_t used = std::min<size_t>(parts.digits.size(), 15);
  for (size_t i = 0; i < used; ++i) {
    char c = parts.digits[i];
    mantissa = mantissa * 16 + static_cast<uint64_t>(is_digit(c) ? c - '0' : c - 'a' + 10);
  }
  for (size_t i = used; i < parts.digits.size(); ++i) sticky |= parts.digits[i] != '0';
  if (mantissa == 0) return {0.0};
  int64_t exponent = (parts.point - static_cast<int64_t>(used)) * 4 + parts.exponent;
  int64_t drop = std::max<int64_t>(static_cast<int>(std::bit_width(mantissa)) - mantissa_bits,
                                   lowest - exponent);
  if (drop > 62) return {0.0};
  if (drop > 0) {
    uint64_t half = uint64_t{1} << (drop - 1);
    uint64_t rest = mantissa & (2 * half - 1);
    mantissa >>= drop;
    exponent += drop;
    if (rest > half || (rest == half && (sticky || (mantissa & 1)))) ++mantissa;
  }
  if (exponent + static_cast<int>(std::bit_width(mantissa)) > highest) {
    return {std::numeric_limits<double>::infinity(), GoParse::Range};
  }
  return {std::ldexp(static_cast<double>(mantissa), static_cast<int>(exponent))};
}

int digit_value(char c) {
  c = lower(c);
  if (is_digit(c)) return c - '0';
  return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

/// Takes a base prefix off; the base it stands for.
int take_base_prefix(std::string_view& text) {
  if (text[0] != '0') return 10;
  char letter = text.size() >= 3 ? lower(text[1]) : '\0';
  int base = letter == 'b' ? 2 : letter == 'o' ? 8 : letter == 'x' ? 16 : 0;
  text.remove_prefix(base ? 2 : 1);
  return base ? base : 8;
}

}  // namespace

void append_go_float(std::string& out, double value, char format, int precision, int bits) {
  if (bits == 32) value = static_cast<float>(value);
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value < 0 ? "-Inf" : "+Inf";
  } else {
    if (std::signbit(value)) out += '-';
    append_magnitude(out, std::fabs(value), format, precision, bits);
  }
}

std::string format_go_float(double value, char format, int precision, int bits) {
  std::string out;
  append_go_float(out, value, format, precision, bits);
  return out;
}

void append_json_float(std::string& out, double value, int bits) {
  if (bits == 32) value = static_cast<float>(value);
  double magnitude = std::fabs(value);
  // Most numbers are small and whole. Up to here every digit of such a one counts.
  constexpr double kExact = 0x1p53;
  if (bits == 64 && magnitude < kExact && magnitude >= 1) {
    int64_t whole = static_cast<int64_t>(value);
    if (static_cast<double>(whole) == value) return append_go_int(out, whole);
  }
  bool exponent =
      bits == 32 ? static_cast<float>(magnitude) < 1e-6F || static_cast<float>(magnitude) >= 1e21F
                 : magnitude < 1e-6 || magnitude >= 1e21;
  if (!exponent || magnitude == 0) return append_go_float(out, value, 'f', -1, bits);
  append_go_float(out, value, 'e', -1, bits);
  size_t n = out.size();
  if (out[n - 4] == 'e' && out[n - 2] == '0') out.erase(n - 2, 1);
}

void append_go_uint(std::string& out, uint64_t value, int base) {
  char buffer[64];
  auto end = std::to_chars(buffer, std::end(buffer), value, base);
  out.append(buffer, end.ptr);
}

void append_go_int(std::string& out, int64_t value, int base) {
  char buffer[65];
  auto end = std::to_chars(buffer, std::end(buffer), value, base);
  out.append(buffer, end.ptr);
}

std::string format_go_int(int64_t value, int base) {
  std::string out;
  append_go_int(out, value, base);
  return out;
}

std::string format_go_uint(uint64_t value, int base) {
  std::string out;
  append_go_uint(out, value, base);
  return out;
}

std::string_view go_parse_problem(GoParse status) {
  switch (status) {
    case GoParse::Ok:
      return "";
    case GoParse::Syntax:
      return "invalid syntax";
    case GoParse::Range:
      return "value out of range";
    case GoParse::Base:
      return "invalid base";
  }
  return "";
}

GoParsed<double> parse_go_float(std::string_view text, int bits) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::string_view number = text;
  bool sign = !number.empty() && (number[0] == '+' || number[0] == '-');
  bool negative = sign && number[0] == '-';
  if (sign) number.remove_prefix(1);
  if (equals_ignoring_case(number, "inf") || equals_ignoring_case(number, "infinity")) {
    return {negative ? -kInfinity : kInfinity};
  }
  if (!sign && equals_ignoring_case(number, "nan")) {
    return {std::numeric_limits<double>::quiet_NaN()};
  }
  FloatText parts;
  bool underscores = number.find('_') != std::string_view::npos;
  if (!scan_float(number, parts) || (underscores && !underscores_allowed(text))) {
    return {0.0, GoParse::Syntax};
  }
  GoParsed<double> result = parts.hex    ? convert_hexadecimal(parts, bits)
                            : bits == 32 ? convert_decimal<float>(parts)
                                         : convert_decimal<double>(parts);
  if (negative) result.value = -result.value;
  return result;
}

GoParsed<uint64_t> parse_go_uint(std::string_view text, int base, int bits) {
  if (text.empty()) return {0, GoParse::Syntax};
  bool any_base = base == 0;
  if (!any_base && (base < 2 || base > 36)) return {0, GoParse::Base};
  std::string_view digits = text;
  if (any_base) base = take_base_prefix(digits);
  uint64_t largest = bits >= 64 ? UINT64_MAX : (uint64_t{1} << bits) - 1;
  uint64_t value = 0;
  bool underscores = false;
  // Go gives up at the digit that overflows, so what follows it may be anything.
  for (char c : digits) {
    if (c == '_' && any_base) {
      underscores = true;
      continue;
    }
    int digit = digit_value(c);
    if (digit >= base) return {0, GoParse::Syntax};
    if (__builtin_mul_overflow(value, static_cast<uint64_t>(base), &value) ||
        __builtin_add_overflow(value, static_cast<uint64_t>(digit), &value) || value > largest) {
      return {largest, GoParse::Range};
    }
  }
  if (underscores && !underscores_allowed(text)) return {0, GoParse::Syntax};
  return {value};
}

GoParsed<int64_t> parse_go_int(std::string_view text, int base, int bits) {
  if (text.empty()) return {0, GoParse::Syntax};
  bool negative = text[0] == '-';
  if (negative || text[0] == '+') text.remove_prefix(1);
  GoParsed<uint64_t> magnitude = parse_go_uint(text, base, bits);
  if (!magnitude.ok() && magnitude.status != GoParse::Range) return {0, magnitude.status};
  uint64_t limit = uint64_t{1} << (std::clamp(bits, 1, 64) - 1);
  if (!negative && magnitude.value >= limit) {
    return {static_cast<int64_t>(limit - 1), GoParse::Range};
  }
  if (negative && magnitude.value > limit) {
    return {static_cast<int64_t>(-limit), GoParse::Range};
  }
  return {static_cast<int64_t>(negative ? -magnitude.value : magnitude.value)};
}

GoParsed<bool> parse_go_bool(std::string_view text) {
  for (std::string_view yes : {"1", "t", "T", "true", "True", "TRUE"}) {
    if (text == yes) return {true};
  }
  for (std::string_view no : {"0", "f", "F", "false", "False", "FALSE"}) {
    if (text == no) return {false};
  }
  return {false, GoParse::Syntax};
}

}  // namespace drydock
