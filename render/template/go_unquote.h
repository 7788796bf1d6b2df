#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock::render {

/// strconv.Unquote for strings in double quotes or backquotes; nothing for what is no literal.
std::optional<std::string> go_unquote(std::string_view literal);

struct UnquotedChar {
  char32_t rune = 0;
  bool is_byte = false;   // from \x or octal digits: stands for one byte, not for a code point
  std::string_view tail;  // what follows in the text
};

/// strconv.UnquoteChar: the first character of a literal's inside; nothing for invalid syntax.
std::optional<UnquotedChar> unquote_char(std::string_view text, char quote);

}  // namespace drydock::render
