#include "render/template/go_unquote.h"

#include <algorithm>

#include "core/unicode.h"

namespace drydock::render {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::optional<UnquotedChar> hex_escape(std::string_view digits, size_t count, bool is_byte) {
  if (digits.size() < count) return std::nullopt;
  uint32_t value = 0;
  for (char c : digits.substr(0, count)) {
    int digit = hex_digit(c);
    if (digit < 0) return std::nullopt;
    value = value << 4 | static_cast<uint32_t>(digit);
  }
  bool is_rune = value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
  if (!is_byte && !is_rune) return std::nullopt;
  return UnquotedChar{value, is_byte, digits.substr(count)};
}

std::optional<UnquotedChar> octal_escape(std::string_view digits) {
  if (digits.size() < 3) return std::nullopt;
  uint32_t value = 0;
  for (char c : digits.substr(0, 3)) {
    if (c < '0' || c > '7') return std::nullopt;
    value = value << 3 | static_cast<uint32_t>(c - '0');
  }
  if (value > 255) return std::nullopt;
  return UnquotedChar{value, true, digits.substr(3)};
}

/// Invalid bytes become U+FFFD.
void append_valid(std::string& out, std::string_view text) {
  if (is_valid_utf8(text)) {
    out += text;
    return;
  }
  while (!text.empty()) {
    DecodedRune next = decode_rune(text);
    append_rune(out, next.rune);
    text.remove_prefix(static_cast<size_t>(next.size));
  }
}

}  // namespace

std::optional<UnquotedChar> unquote_char(std::string_view text, char quote) {
  if (text.empty()) return std::nullopt;
  if (text[0] == quote && (quote == '\'' || quote == '"')) return std::nullopt;
  if (text[0] != '\\') {
    DecodedRune next = decode_rune(text);
    return UnquotedChar{next.rune, false, text.substr(static_cast<size_t>(next.size))};
  }
  if (text.size() < 2) return std::nullopt;
  char escape = text[1];
  std::string_view rest = text.substr(2);
  switch (escape) {
    case 'a':
      return UnquotedChar{'\a', false, rest};
    case 'b':
      return UnquotedChar{'\b', false, rest};
    case 'f':
      return UnquotedChar{'\f', false, rest};
    case 'n':
      return UnquotedChar{'\n', false, rest};
    case 'r':
      return UnquotedChar{'\r', false, rest};
    case 't':
      return UnquotedChar{'\t', false, rest};
    case 'v':
      return UnquotedChar{'\v', false, rest};
    case '\\':
      return UnquotedChar{'\\', false, rest};
    case 'x':
      return hex_escape(rest, 2, true);
    case 'u':
      return hex_escape(rest, 4, false);
    case 'U':
      return hex_escape(rest, 8, false);
    case '\'':
    case '"':
      if (escape != quote) return std::nullopt;
      return UnquotedChar{static_cast<unsigned char>(escape), false, rest};
    default:
      return octal_escape(text.substr(1));
  }
}

std::optional<std::string> go_unquote(std::string_view literal) {
  if (literal.size() < 2 || literal.front() != literal.back()) return std::nullopt;
  char quote = literal.front();
  std::string_view inside = literal.substr(1, literal.size() - 2);
  if (quote == '`') {
    std::string text(inside);
    std::erase(text, '\r');  // as the compiler drops them from raw strings
    return text;
  }
  if (quote != '"') return std::nullopt;
  std::string text;
  while (!inside.empty()) {
    size_t plain = std::min(inside.find_first_of("\\\"\n"), inside.size());
    append_valid(text, inside.substr(0, plain));
    inside.remove_prefix(plain);
    if (inside.empty()) break;
    if (inside[0] == '\n') return std::nullopt;
    std::optional<UnquotedChar> next = unquote_char(inside, quote);
    if (!next) return std::nullopt;
    if (next->is_byte) {
      text += static_cast<char>(next->rune);
    } else {
      append_rune(text, next->rune);
    }
    inside = next->tail;
  }
  return text;
}

}  // namespace drydock::render
