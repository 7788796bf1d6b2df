#include "core/go_quote.h"

#include "core/unicode.h"

namespace drydock {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

void append_hex(std::string& out, char32_t value, int digits) {
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
    out += kHexDigits[value >> shift & 0xF];
  }
}

/// The letter of a two-character escape, or 0.
char short_escape(char32_t rune) {
  switch (rune) {
    case '\a':
      return 'a';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '\v':
      return 'v';
    default:
      return 0;
  }
}

void append_escaped_rune(std::string& out, char32_t rune, char quote, bool ascii_only) {
  if (rune == static_cast<unsigned char>(quote) || rune == '\\') {
    out += '\\';
    out += static_cast<char>(rune);
  } else if (is_printable(rune) && (rune < 0x80 || !ascii_only)) {
    append_rune(out, rune);
  } else if (char letter = short_escape(rune)) {
    out += '\\';
    out += letter;
  } else if (rune < ' ' || rune == 0x7F) {
    out += "\\x";
    append_hex(out, rune, 2);
  } else if (rune < 0x10000) {
    out += "\\u";
    append_hex(out, rune, 4);
  } else {
    out += "\\U";
    append_hex(out, rune, 8);
  }
}

}  // namespace

void append_quoted(std::string& out, std::string_view text, bool ascii_only) {
  out += '"';
  for (size_t i = 0; i < text.size();) {
    DecodedRune next = decode_rune(text.substr(i));
    if (next.rune == kRuneError && next.size == 1) {
      out += "\\x";
      append_hex(out, static_cast<unsigned char>(text[i]), 2);
    } else {
      append_escaped_rune(out, next.rune, '"', ascii_only);
    }
    i += static_cast<size_t>(next.size);
  }
  out += '"';
}

std::string go_quote(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  append_quoted(out, text);
  return out;
}

void append_quoted_rune(std::string& out, char32_t rune, bool ascii_only) {
  if (rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF)) rune = kRuneError;
  out += '\'';
  append_escaped_rune(out, rune, '\'', ascii_only);
  out += '\'';
}

bool can_backquote(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    DecodedRune next = decode_rune(text.substr(i));
    i += static_cast<size_t>(next.size);
    if (next.size > 1) {
      if (next.rune == 0xFEFF) return false;
    } else if (next.rune == kRuneError || (next.rune < ' ' && next.rune != '\t') ||
               next.rune == '`' || next.rune == 0x7F) {
      return false;
    }
  }
  return true;
}

}  // namespace drydock
