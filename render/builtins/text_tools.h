#pragma once

#include <string_view>
#include <vector>

#include "core/unicode.h"
#include "render/builtins/builtin.h"

namespace drydock::render {

/// Go's strings.TrimFunc: without the characters at both ends that are to be dropped, as `is_space`
/// says for strings.TrimSpace.
template <class Predicate>
std::string_view trim_runes(std::string_view text, Predicate drop) {
  while (!text.empty()) {
    DecodedRune first = decode_rune(text);
    if (!drop(first.rune)) break;
    text.remove_prefix(static_cast<size_t>(first.size));
  }
  while (!text.empty()) {
    DecodedRune last = decode_last_rune(text);
    if (!drop(last.rune)) break;
    text.remove_suffix(static_cast<size_t>(last.size));
  }
  return text;
}

/// Where `part` first stands in a text from `from` on; npos when nowhere. Unlike the standard
/// library's it takes time in proportion to the text for any part.
size_t find_text(std::string_view text, std::string_view part, size_t from = 0);

/// Go's strings.Replace of all occurrences. An empty `old` stands before each character and at the
/// end. The result lives in the arena.
std::string_view replace_all(const CallArgs& args, std::string_view text, std::string_view old,
                             std::string_view replacement);

/// Go's strings.Repeat; fails as it does for a negative count.
std::string_view repeat_text(const CallArgs& args, std::string_view text, int64_t count);

/// Go's strings.SplitN: at most `limit` parts, all if it is negative. An empty separator splits
/// into characters.
std::vector<std::string_view> split_text(std::string_view text, std::string_view separator,
                                         int64_t limit = -1);

}  // namespace drydock::render
