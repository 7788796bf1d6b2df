#pragma once

#include <string>
#include <string_view>

namespace drydock {

/// What invalid UTF-8 decodes to.
constexpr char32_t kRuneError = 0xFFFD;

struct DecodedRune {
  char32_t rune;
  int size;  // bytes; 1 with kRuneError for an invalid sequence, 0 at the end of the text
};

/// The first code point of a text, or its last one.
DecodedRune decode_rune(std::string_view text);
DecodedRune decode_last_rune(std::string_view text);
/// Appends as UTF-8; surrogates and what is no code point become kRuneError.
void append_rune(std::string& out, char32_t rune);
/// Code points, each byte of an invalid sequence counting as one.
size_t count_runes(std::string_view text);
bool is_valid_utf8(std::string_view text);

// Properties of a code point as Go's package unicode has them (Unicode 15).
bool is_letter(char32_t rune);
bool is_digit(char32_t rune);  // decimal digits of any script
bool is_space(char32_t rune);
bool is_upper(char32_t rune);
bool is_lower(char32_t rune);
bool is_title(char32_t rune);        // the few letters that are neither, "Dž"
bool is_number(char32_t rune);       // digits, fractions, Roman numerals and the like
bool is_punctuation(char32_t rune);  // category P; of ASCII not $+<=>^`|~
/// Letters, marks, numbers, punctuation, symbols and the ASCII space.
bool is_printable(char32_t rune);
char32_t to_upper(char32_t rune);
char32_t to_lower(char32_t rune);
char32_t to_title(char32_t rune);

}  // namespace drydock
