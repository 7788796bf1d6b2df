#include "render/template/go_pad.h"

#include "core/error.h"
#include "core/go_number.h"
#include "core/unicode.h"
#include "render/template/go_format.h"

namespace drydock::render {
namespace {

char32_t as_rune(uint64_t value) {
  return value > 0x10FFFF ? kRuneError : static_cast<char32_t>(value);
}

/// With the flag '#', a float keeps its decimal point and its trailing zeros.
std::string keep_point_and_zeros(std::string number, char format, int precision) {
  bool counts_digits = format == 'g' || format == 'G' || format == 'x';
  int digits = counts_digits ? (precision == -1 ? 6 : precision) : 0;
  bool hexadecimal = format == 'x' || format == 'X';
  bool has_point = false;
  bool saw_nonzero = false;
  size_t tail = number.size();
  for (size_t i = 1; i < number.size(); ++i) {
    char c = number[i];
    if (c == '.') {
      has_point = true;
      continue;
    }
    if (c == 'p' || c == 'P' || ((c == 'e' || c == 'E') && !hexadecimal)) {
      tail = i;
      break;
    }
    if (c != '0') saw_nonzero = true;
    if (saw_nonzero) --digits;
  }
  std::string exponent = number.substr(tail);
  number.resize(tail);
  if (!has_point) {
    if (number.size() == 2 && number[1] == '0') --digits;  // a leading 0 counts once
    number += '.';
  }
  if (digits > 0) number.append(static_cast<size_t>(digits), '0');
  return number + exponent;
}

/// The digits of an integer, at least `least` of them, with the prefix that '#' or %O asks for.
std::string integer_digits(uint64_t value, int base, int least, bool sharp, char32_t verb,
                           bool capitals) {
  const char* alphabet = capitals ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string digits;  // reversed
  do {
    digits += alphabet[value % static_cast<unsigned>(base)];
    value /= static_cast<unsigned>(base);
  } while (value > 0);
  if (digits.size() < static_cast<size_t>(least)) digits.resize(static_cast<size_t>(least), '0');
  if (sharp && base == 2) digits += "b0";
  if (sharp && base == 8 && digits.back() != '0') digits += '0';
  if (sharp && base == 16) digits += capitals ? "X0" : "x0";
  if (verb == 'O') digits += "o0";
  return {digits.rbegin(), digits.rend()};
}

}  // namespace

void GoPad::clear_flags() {
  sharp = zero = plus = minus = space = plus_v = sharp_v = has_width = has_precision = false;
  width = precision = 0;
}

void GoPad::fail_size() const {
  fail("output-limit", "formats a text of more than the limit of " +
                           std::to_string(max_size / (1024 * 1024)) + " MiB");
}

void GoPad::padding(int count) {
  if (count > 0) out.append(static_cast<size_t>(count), zero && !minus ? '0' : ' ');
}

void GoPad::pad(std::string_view text) {
  if (out.size() + text.size() > max_size) fail_size();
  if (!has_width || width == 0) {
    out += text;
    return;
  }
  int missing = width - static_cast<int>(count_runes(text));
  if (!minus) padding(missing);
  out += text;
  if (minus) padding(missing);
}

void GoPad::pad_without_zeros(std::string_view text) {
  bool old_zero = zero;
  zero = false;
  pad(text);
  zero = old_zero;
}

void GoPad::integer(uint64_t value, int base, bool is_signed, char32_t verb, bool capitals) {
  bool negative = is_signed && static_cast<int64_t>(value) < 0;
  if (negative) value = 0 - value;
  int least = 0;
  if (has_precision) {
    least = precision;
    // Nothing but padding for a zero with precision 0.
    if (least == 0 && value == 0) return pad_without_zeros("");
  } else if (zero && !minus && has_width) {
    least = negative || plus || space ? width - 1 : width;
  }
  std::string text = integer_digits(value, base, least, sharp, verb, capitals);
  if (negative || plus || space) text.insert(0, 1, negative ? '-' : plus ? '+' : ' ');
  pad_without_zeros(text);
}

void GoPad::unicode(uint64_t value) {
  int least = has_precision && precision > 4 ? precision : 4;
  std::string text = "U+" + integer_digits(value, 16, least, false, 'U', true);
  if (sharp && value <= 0x10FFFF && is_printable(static_cast<char32_t>(value))) {
    text += " '";
    append_rune(text, static_cast<char32_t>(value));
    text += '\'';
  }
  pad_without_zeros(text);
}

void GoPad::character(uint64_t value) {
  std::string text;
  append_rune(text, as_rune(value));
  pad(text);
}

void GoPad::quoted_character(uint64_t value) {
  std::string text;
  append_quoted_rune(text, as_rune(value), plus);
  pad(text);
}

void GoPad::floating(double value, char format, int default_precision, int bits) {
  int digits = has_precision ? precision : default_precision;
  std::string number;
  append_go_float(number, value, format, digits, bits);
  if (number[0] != '-' && number[0] != '+') number.insert(0, 1, '+');
  if (space && number[0] == '+' && !plus) number[0] = ' ';
  if (number[1] == 'I' || number[1] == 'N') {
    if (number[1] == 'N' && !space && !plus) number.erase(0, 1);
    return pad_without_zeros(number);
  }
  if (sharp && format != 'b') number = keep_point_and_zeros(number, format, digits);
  if (!plus && number[0] == '+') return pad(std::string_view(number).substr(1));
  int length = static_cast<int>(number.size());
  if (zero && !minus && has_width && width > length) {
    out += number[0];  // the sign stands before the zeros
    padding(width - length);
    out.append(number, 1);
    return;
  }
  pad(number);
}

std::string_view GoPad::truncated(std::string_view text) const {
  if (!has_precision) return text;
  size_t end = 0;
  for (int n = precision; n > 0 && end < text.size(); --n) {
    end += static_cast<size_t>(decode_rune(text.substr(end)).size);
  }
  return text.substr(0, end);
}

void GoPad::string(std::string_view text) { pad(truncated(text)); }

void GoPad::quoted(std::string_view text) {
  text = truncated(text);
  std::string literal;
  if (sharp && can_backquote(text)) {
    literal.append("`").append(text).append("`");
  } else {
    append_quoted(literal, text, plus);
  }
  pad(literal);
}

void GoPad::hex(std::string_view bytes, bool capitals) {
  if (has_precision) bytes = bytes.substr(0, static_cast<size_t>(precision));
  if (bytes.empty()) return padding(has_width ? width : 0);
  const char* alphabet = capitals ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string_view prefix = !sharp ? "" : capitals ? "0X" : "0x";
  std::string text(prefix);
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (space && i > 0) text.append(" ").append(prefix);
    unsigned char c = static_cast<unsigned char>(bytes[i]);
    text += alphabet[c >> 4];
    text += alphabet[c & 0xF];
  }
  pad(text);
}

}  // namespace drydock::render
