#pragma once

#include <string>
#include <string_view>

namespace drydock {

/// strconv.Quote: a Go string literal in double quotes; with `ascii_only`, strconv.QuoteToASCII.
void append_quoted(std::string& out, std::string_view text, bool ascii_only = false);
std::string go_quote(std::string_view text);
/// strconv.QuoteRune: a character in single quotes.
void append_quoted_rune(std::string& out, char32_t rune, bool ascii_only = false);
/// Whether the text can stand between backquotes as it is.
bool can_backquote(std::string_view text);

}  // namespace drydock
