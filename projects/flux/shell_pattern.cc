#include "projects/flux/shell_pattern.h"

#include <algorithm>
#include <string>

#include "core/unicode.h"

namespace drydock::projects::flux {
namespace {

/// A part of a pattern without stars outside of classes, and whether stars stand before it.
struct Chunk {
  bool after_star = false;
  std::string_view text;
};

Chunk take_chunk(std::string_view& pattern) {
  Chunk chunk;
  while (pattern.starts_with('*')) {
    pattern.remove_prefix(1);
    chunk.after_star = true;
  }
  bool in_class = false;
  size_t i = 0;
  for (; i < pattern.size(); ++i) {
    if (pattern[i] == '*' && !in_class) break;
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      ++i;
    } else if (pattern[i] == '[') {
      in_class = true;
    } else if (pattern[i] == ']') {
      in_class = false;
    }
  }
  chunk.text = pattern.substr(0, i);
  pattern.remove_prefix(i);
  return chunk;
}

enum class Verdict { Match, NoMatch, Bad };

/// A character of a class, escaped or not; nothing when the pattern is bad.
std::optional<char32_t> take_class_character(std::string_view& chunk) {
  if (chunk.empty() || chunk[0] == '-' || chunk[0] == ']') return std::nullopt;
  if (chunk[0] == '\\') {
    chunk.remove_prefix(1);
    if (chunk.empty()) return std::nullopt;
  }
  DecodedRune next = decode_rune(chunk);
  chunk.remove_prefix(static_cast<size_t>(next.size));
  // A class must go on behind every character of it.
  if ((next.rune == kRuneError && next.size == 1) || chunk.empty()) return std::nullopt;
  return next.rune;
}

Verdict match_class(std::string_view& chunk, char32_t rune) {
  bool negated = chunk.starts_with('^');
  if (negated) chunk.remove_prefix(1);
  bool found = false;
  for (size_t ranges = 0; !(ranges > 0 && chunk.starts_with(']')); ++ranges) {
    std::optional<char32_t> low = take_class_character(chunk);
    if (!low) return Verdict::Bad;
    std::optional<char32_t> high = low;
    if (chunk[0] == '-') {
      chunk.remove_prefix(1);
      high = take_class_character(chunk);
      if (!high) return Verdict::Bad;
    }
    found |= *low <= rune && rune <= *high;
  }
  chunk.remove_prefix(1);
  return found != negated ? Verdict::Match : Verdict::NoMatch;
}

/// Matches a chunk at the beginning of a text, of which the rest is left.
Verdict match_chunk(std::string_view chunk, std::string_view& text) {
  while (!chunk.empty()) {
    if (text.empty()) return Verdict::NoMatch;
    DecodedRune next = decode_rune(text);
    if (chunk[0] == '[') {
      text.remove_prefix(static_cast<size_t>(next.size));
      chunk.remove_prefix(1);
      Verdict verdict = match_class(chunk, next.rune);
      if (verdict != Verdict::Match) return verdict;
      continue;
    }
    if (chunk[0] == '?') {
      text.remove_prefix(static_cast<size_t>(next.size));
      chunk.remove_prefix(1);
      continue;
    }
    if (chunk[0] == '\\') chunk.remove_prefix(1);
    if (chunk.empty()) return Verdict::Bad;
    if (chunk[0] != text[0]) return Verdict::NoMatch;
    text.remove_prefix(1);
    chunk.remove_prefix(1);
  }
  return Verdict::Match;
}

/// Looks for a chunk behind a star, at every byte. `text` is what is left then.
Verdict find_chunk(std::string_view chunk, bool is_last, std::string_view& text,
                   WorkBudget& budget) {
  for (size_t skipped = 1; skipped <= text.size(); ++skipped) {
    if (!budget.take(1 + std::min(chunk.size(), text.size() - skipped))) return Verdict::Bad;
    std::string_view rest = text.substr(skipped);
    Verdict verdict = match_chunk(chunk, rest);
    if (verdict == Verdict::Bad) return verdict;
    if (verdict == Verdict::NoMatch || (is_last && !rest.empty())) continue;
    text = rest;
    return Verdict::Match;
  }
  return Verdict::NoMatch;
}

}  // namespace

std::optional<bool> match_shell_pattern(std::string_view pattern, std::string_view text,
                                        WorkBudget& budget) {
  while (!pattern.empty()) {
    Chunk chunk = take_chunk(pattern);
    if (chunk.after_star && chunk.text.empty()) return true;
    if (!budget.take(1 + std::min(chunk.text.size(), text.size()))) return std::nullopt;
    std::string_view rest = text;
    Verdict verdict = match_chunk(chunk.text, rest);
    if (verdict == Verdict::Match && (rest.empty() || !pattern.empty())) {
      text = rest;
      continue;
    }
    if (verdict == Verdict::Bad) return std::nullopt;
    if (!chunk.after_star) return false;
    verdict = find_chunk(chunk.text, pattern.empty(), text, budget);
    if (verdict == Verdict::Bad) return std::nullopt;
    if (verdict == Verdict::NoMatch) return false;
  }
  return text.empty();
}

}  // namespace drydock::projects::flux
