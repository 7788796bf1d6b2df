#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace drydock {

// Numbers as Go's strconv, fmt and encoding/json write and read them, to the byte. Nothing here
// depends on the locale, and nothing throws.

/// Appends strconv.FormatFloat(value, format, precision, bits).
///
/// `format` is 'e', 'E', 'f', 'g', 'G' (decimal), 'b' (binary exponent), 'x' or 'X' (hexadecimal).
/// `precision` counts the digits after the point, for 'g' and 'G' all significant digits; below 0
/// it means as few digits as tell the value from its neighbours. `bits` is 64, or 32 for a value
/// that Go holds as float32. The rest is "+Inf", "-Inf" and "NaN".
///
/// 'g' with precision -1 is what fmt's %v, print and YAML show of a float64: 100000 is "100000",
/// but 1000000 is "1e+06" and 0.00001 is "1e-05".
void append_go_float(std::string& out, double value, char format = 'g', int precision = -1,
                     int bits = 64);
std::string format_go_float(double value, char format = 'g', int precision = -1, int bits = 64);

/// Appends a finite number as encoding/json does: no exponent for 1e-6 <= |x| < 1e21, and exponents
/// without a leading zero ("1e-7"). The caller refuses NaN and infinities.
void append_json_float(std::string& out, double value, int bits = 64);

/// strconv.FormatInt and FormatUint: lower-case digits, `base` from 2 to 36.
void append_go_int(std::string& out, int64_t value, int base = 10);
void append_go_uint(std::string& out, uint64_t value, int base = 10);
std::string format_go_int(int64_t value, int base = 10);
std::string format_go_uint(uint64_t value, int base = 10);

enum class GoParse : uint8_t {
  Ok,
  Syntax,  // value is 0
  Range,   // value is the nearest one that fits; an infinity for floats
  Base,    // no such base; value is 0
};

/// "invalid syntax" or "value out of range", as the end of Go's message; "" for Ok.
std::string_view go_parse_problem(GoParse status);

template <class T>
struct GoParsed {
  T value = 0;
  GoParse status = GoParse::Ok;

  bool ok() const { return status == GoParse::Ok; }
};

/// strconv.ParseFloat: decimal and hexadecimal ("0x1p-2") forms, underscores between digits as Go
/// source has them, "inf", "infinity" and "nan" in any case. Too small is 0 and Ok. The value for
/// `bits` 32 is rounded to float.
GoParsed<double> parse_go_float(std::string_view text, int bits = 64);

/// strconv.ParseInt and ParseUint. Base 0 takes the base from a prefix ("0x", "0o", "0b", "0") and
/// allows underscores. `bits` from 1 to 64 bounds the value. strconv.Atoi is base 10.
GoParsed<int64_t> parse_go_int(std::string_view text, int base = 10, int bits = 64);
GoParsed<uint64_t> parse_go_uint(std::string_view text, int base = 10, int bits = 64);

/// strconv.ParseBool: 1, t, T, true, True, TRUE and their opposites.
GoParsed<bool> parse_go_bool(std::string_view text);

}  // namespace drydock
