#pragma once

namespace drydock::schemas {

/// Derived properties of RFC 5892.
enum class IdnaClass { Valid, Context, Disallowed };
IdnaClass idna_class(char32_t rune);

/// The scripts that context rules ask for; Japanese is Hiragana, Katakana or Han.
enum class IdnaScript { Greek, Hebrew, Japanese };
bool is_script(char32_t rune, IdnaScript script);

/// Bidirectional classes as far as RFC 5893 tells them apart.
enum class Bidi { LeftToRight, RightToLeft, ArabicNumber, EuropeanNumber, NonspacingMark, Other };
Bidi bidi_of(char32_t rune);

/// Joining types of Arabic letters and their like.
enum class Joining { None, Dual, Right, Transparent };
Joining joining_of(char32_t rune);

/// Combining class 9.
bool is_virama(char32_t rune);
/// General categories Mn, Mc and Me.
bool is_mark(char32_t rune);

}  // namespace drydock::schemas
