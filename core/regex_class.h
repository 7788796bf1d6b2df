#pragma once

#include <string>
#include <string_view>

#include "core/rune_set.h"

namespace drydock {

// The parts of Go's regular expression syntax that stand for one character; for regex_syntax.cc
// alone. The readers take what they read off the front of `rest`, and throw Go's errors.

/// Throws Error, rule "regex": "error parsing regexp: PROBLEM: `PART`".
[[noreturn]] void reject_regex(std::string_view problem, std::string_view part);

/// A character as it stands; U+FFFD at the end of the text.
char32_t next_regex_rune(std::string_view& rest);
void check_regex_utf8(std::string_view text);
bool is_ascii_alphanumeric(char32_t rune);

/// "\n", "\x41", "\."…
char32_t read_regex_escape(std::string_view& rest);
/// Adds what "\d", "\W", "\p{Greek}", "\PL" and their like mean; false for other text. With `fold`,
/// case does not count.
bool read_class_escape(std::string_view& rest, bool fold, RuneSet& set);
/// "[a-z]". Normalized.
RuneSet read_bracket_class(std::string_view& rest, bool fold);

/// Append in RE2's syntax.
void append_regex_rune(std::string& out, char32_t rune);
void append_regex_set(std::string& out, const RuneSet& set);

}  // namespace drydock
