#include "render/builtins/toml_strings.h"

#include "core/go_number.h"
#include "core/unicode.h"
#include "render/builtins/toml_scan.h"

namespace drydock::render {
namespace {

int escape_digits(char letter) { return letter == 'x' ? 2 : letter == 'u' ? 4 : 8; }

char simple_escape(char letter) {
  switch (letter) {
    case 'b':
      return '\b';
    case 't':
      return '\t';
    case 'n':
      return '\n';
    case 'f':
      return '\f';
    case 'r':
      return '\r';
    case 'e':
      return '\x1b';
    default:
      return letter;
  }
}

void append_code_point(std::string& out, std::string_view digits, int line) {
  uint64_t rune = parse_go_uint(digits, 16).value;
  if (rune > 0x10FFFF || (rune >= 0xD800 && rune < 0xE000)) {
    throw TomlStop{fmt::format("Escaped character '\\u{}' is not valid UTF-8.", digits), line};
  }
  append_rune(out, static_cast<char32_t>(rune));
}

}  // namespace

std::string resolve_toml_escapes(std::string_view text, int line) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    char letter = text[++i];
    if (letter == 'x' || letter == 'u' || letter == 'U') {
      size_t digits = static_cast<size_t>(escape_digits(letter));
      append_code_point(out, text.substr(i + 1, digits), line);
      i += digits;
    } else if (letter == ' ' || letter == '\t') {
      throw TomlStop{fmt::format("invalid escape: '\\{}'", letter), line};
    } else {
      out += simple_escape(letter);
    }
  }
  return out;
}

std::string_view without_first_break(std::string_view text) {
  if (text.starts_with('\n')) return text.substr(1);
  return text.starts_with("\r\n") ? text.substr(2) : text;
}

std::string join_continued_lines(std::string_view text) {
  std::string out;
  for (;;) {
    size_t backslash = text.find('\\');
    if (backslash == std::string_view::npos || backslash + 1 == text.size()) break;
    size_t end = text.find_first_not_of(" \t\r\n", backslash + 1);
    if (end == std::string_view::npos) end = text.size();
    std::string_view blanks = text.substr(backslash + 1, end - backslash - 1);
    if (blanks.find('\n') != std::string_view::npos) {
      out += text.substr(0, backslash);
      text.remove_prefix(end);
    } else {
      // Also steps over the second backslash of two.
      out += text.substr(0, backslash + 2);
      text.remove_prefix(backslash + 2);
    }
  }
  out += text;
  return out;
}

}  // namespace drydock::render
