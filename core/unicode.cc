#include "core/unicode.h"

#include <algorithm>
#include <iterator>

#include "core/unicode_tables.h"

namespace drydock {
namespace {

template <size_t N>
bool contains(const RuneRange (&ranges)[N], char32_t rune) {
  const RuneRange* at = std::lower_bound(std::begin(ranges), std::end(ranges), rune,
                                         [](const RuneRange& r, char32_t c) { return r.last < c; });
  return at != std::end(ranges) && at->first <= rune && (rune - at->first) % at->stride == 0;
}

char32_t map_case(char32_t rune, int32_t CaseRange::*delta, bool wants_upper) {
  const CaseRange* at = std::lower_bound(std::begin(kCases), std::end(kCases), rune,
                                         [](const CaseRange& r, char32_t c) { return r.last < c; });
  if (at == std::end(kCases) || at->first > rune) return rune;
  // In these ranges capital and small letters take turns, beginning with a capital one.
  if (at->upper == kAlternating) {
    char32_t capital = at->first + ((rune - at->first) & ~1u);
    return wants_upper ? capital : capital + 1;
  }
  return rune + static_cast<char32_t>(at->*delta);
}

bool is_continuation(unsigned char c) { return (c & 0xC0) == 0x80; }

// The second byte of a sequence is bounded further, which rules out overlong forms, surrogates and
// what lies above U+10FFFF.
bool is_second_byte(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xE0:
      return second >= 0xA0 && second <= 0xBF;
    case 0xED:
      return second >= 0x80 && second <= 0x9F;
    case 0xF0:
      return second >= 0x90 && second <= 0xBF;
    case 0xF4:
      return second >= 0x80 && second <= 0x8F;
    default:
      return is_continuation(second);
  }
}

int sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return 2;
  if (first < 0xF0) return 3;
  return first < 0xF5 ? 4 : 0;
}

}  // namespace

DecodedRune decode_rune(std::string_view text) {
  if (text.empty()) return {kRuneError, 0};
  auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  int length = sequence_length(first);
  if (length == 0 || text.size() < static_cast<size_t>(length)) return {kRuneError, 1};
  if (!is_second_byte(first, byte(1))) return {kRuneError, 1};
  char32_t rune = first & (0xFFu >> (length + 1));
  for (int i = 1; i < length; ++i) {
    if (!is_continuation(byte(i))) return {kRuneError, 1};
    rune = rune << 6 | (byte(i) & 0x3Fu);
  }
  return {rune, length};
}

DecodedRune decode_last_rune(std::string_view text) {
  if (text.empty()) return {kRuneError, 0};
  size_t start = text.size() - 1;
  size_t limit = text.size() > 4 ? text.size() - 4 : 0;
  while (start > limit && is_continuation(static_cast<unsigned char>(text[start]))) --start;
  DecodedRune last = decode_rune(text.substr(start));
  if (start + static_cast<size_t>(last.size) != text.size()) return {kRuneError, 1};
  return last;
}

void append_rune(std::string& out, char32_t rune) {
  if (rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF)) rune = kRuneError;
  if (rune < 0x80) {
    out += static_cast<char>(rune);
  } else if (rune < 0x800) {
    out += static_cast<char>(0xC0 | rune >> 6);
    out += static_cast<char>(0x80 | (rune & 0x3F));
  } else if (rune < 0x10000) {
    out += static_cast<char>(0xE0 | rune >> 12);
    out += static_cast<char>(0x80 | (rune >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (rune & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | rune >> 18);
    out += static_cast<char>(0x80 | (rune >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (rune >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (rune & 0x3F));
  }
}

size_t count_runes(std::string_view text) {
  size_t count = 0;
  for (size_t i = 0; i < text.size(); ++count) i += decode_rune(text.substr(i)).size;
  return count;
}

bool is_valid_utf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    DecodedRune next = decode_rune(text.substr(i));
    if (next.rune == kRuneError && next.size == 1) return false;
    i += next.size;
  }
  return true;
}

bool is_letter(char32_t rune) {
  if (rune < 0x80) return (rune | 0x20) >= 'a' && (rune | 0x20) <= 'z';
  return contains(kLetters, rune);
}

bool is_digit(char32_t rune) {
  if (rune < 0x80) return rune >= '0' && rune <= '9';
  return contains(kDigits, rune);
}

bool is_space(char32_t rune) {
  if (rune < 0x80) return rune == ' ' || (rune >= '\t' && rune <= '\r');
  return rune == 0x85 || rune == 0xA0 || rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200A) ||
         rune == 0x2028 || rune == 0x2029 || rune == 0x202F || rune == 0x205F || rune == 0x3000;
}

bool is_upper(char32_t rune) {
  if (rune < 0x80) return rune >= 'A' && rune <= 'Z';
  return contains(kUpper, rune);
}

bool is_lower(char32_t rune) {
  if (rune < 0x80) return rune >= 'a' && rune <= 'z';
  return contains(kLower, rune);
}

bool is_title(char32_t rune) { return contains(kTitle, rune); }

bool is_number(char32_t rune) {
  if (rune < 0x80) return is_digit(rune);
  return contains(kNumbers, rune);
}

bool is_punctuation(char32_t rune) {
  if (rune >= 0x80) return contains(kPunctuation, rune);
  return rune > ' ' && rune < 0x7F && !is_letter(rune) && !is_digit(rune) &&
         std::string_view("$+<=>^`|~").find(static_cast<char>(rune)) == std::string_view::npos;
}

bool is_printable(char32_t rune) {
  if (rune < 0x80) return rune >= 0x20 && rune < 0x7F;
  return contains(kPrintable, rune);
}

char32_t to_upper(char32_t rune) {
  if (rune < 0x80) return is_lower(rune) ? rune - 0x20 : rune;
  return map_case(rune, &CaseRange::upper, true);
}

char32_t to_lower(char32_t rune) {
  if (rune < 0x80) return is_upper(rune) ? rune + 0x20 : rune;
  return map_case(rune, &CaseRange::lower, false);
}

char32_t to_title(char32_t rune) {
  if (rune < 0x80) return to_upper(rune);
  return map_case(rune, &CaseRange::title, true);
}

}  // namespace drydock
