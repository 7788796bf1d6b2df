#include "core/path_match.h"

#include "core/unicode.h"

namespace drydock {
namespace {

/// A piece of a pattern: stars, then what follows up to the next star.
struct Piece {
  bool star = false;
  std::string_view text;
};

Piece next_piece(std::string_view& pattern) {
  Piece piece;
  while (pattern.starts_with('*')) {
    piece.star = true;
    pattern.remove_prefix(1);
  }
  bool in_class = false;
  size_t i = 0;
  for (; i < pattern.size(); ++i) {
    char c = pattern[i];
    if (c == '\\') {
      if (i + 1 < pattern.size()) ++i;
    } else if (c == '[') {
      in_class = true;
    } else if (c == ']') {
      in_class = false;
    } else if (c == '*' && !in_class) {
      break;
    }
  }
  piece.text = pattern.substr(0, i);
  pattern.remove_prefix(i);
  return piece;
}

enum class Verdict { Fits, FitsNot, Malformed };

/// A character of a class, which must not be its last part.
std::optional<char32_t> class_rune(std::string_view& text) {
  if (text.empty() || text[0] == '-' || text[0] == ']') return std::nullopt;
  if (text[0] == '\\') text.remove_prefix(1);
  DecodedRune rune = decode_rune(text);
  if (rune.size == 0 || (rune.rune == kRuneError && rune.size == 1)) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(rune.size));
  if (text.empty()) return std::nullopt;
  return rune.rune;
}

/// Reads a class behind its '['; whether it has the character.
std::optional<bool> class_has(std::string_view& text, char32_t rune) {
  bool negated = text.starts_with('^');
  if (negated) text.remove_prefix(1);
  bool found = false;
  for (int ranges = 0;; ++ranges) {
    if (text.starts_with(']') && ranges > 0) {
      text.remove_prefix(1);
      return found != negated;
    }
    std::optional<char32_t> low = class_rune(text);
    if (!low) return std::nullopt;
    std::optional<char32_t> high = low;
    if (text[0] == '-') {
      text.remove_prefix(1);
      high = class_rune(text);
      if (!high) return std::nullopt;
    }
    found = found || (*low <= rune && rune <= *high);
  }
}

char32_t take_rune(std::string_view& text) {
  DecodedRune rune = decode_rune(text);
  text.remove_prefix(static_cast<size_t>(rune.size));
  return rune.rune;
}

/// Matches a piece without stars at the beginning of `name`, and takes what it fits from there.
/// Goes on after a mismatch, so that a malformed rest is found.
Verdict match_piece(std::string_view piece, std::string_view& name) {
  bool failed = false;
  while (!piece.empty()) {
    failed = failed || name.empty();
    char c = piece[0];
    piece.remove_prefix(1);
    if (c == '[') {
      std::optional<bool> has = class_has(piece, failed ? 0 : take_rune(name));
      if (!has) return Verdict::Malformed;
      failed = failed || !*has;
    } else if (c == '?') {
      if (!failed) {
        failed = name[0] == '/';
        take_rune(name);
      }
    } else {
      if (c == '\\') {
        if (piece.empty()) return Verdict::Malformed;
        c = piece[0];
        piece.remove_prefix(1);
      }
      if (!failed) {
        failed = c != name[0];
        name.remove_prefix(1);
      }
    }
  }
  return failed ? Verdict::FitsNot : Verdict::Fits;
}

bool is_malformed(std::string_view pattern) {
  while (!pattern.empty()) {
    Piece piece = next_piece(pattern);
    std::string_view nothing;
    if (match_piece(piece.text, nothing) == Verdict::Malformed) return true;
  }
  return false;
}

/// Matches behind one or more characters that a star fits.
Verdict match_after_star(std::string_view piece, std::string_view& name, bool is_last) {
  for (size_t i = 0; i < name.size() && name[i] != '/'; ++i) {
    std::string_view rest = name.substr(i + 1);
    Verdict verdict = match_piece(piece, rest);
    if (verdict == Verdict::Malformed) return verdict;
    if (verdict == Verdict::Fits && (!is_last || rest.empty())) {
      name = rest;
      return verdict;
    }
  }
  return Verdict::FitsNot;
}

}  // namespace

std::optional<bool> path_match(std::string_view pattern, std::string_view name) {
  while (!pattern.empty()) {
    Piece piece = next_piece(pattern);
    if (piece.star && piece.text.empty()) return name.find('/') == std::string_view::npos;
    std::string_view rest = name;
    Verdict verdict = match_piece(piece.text, rest);
    if (verdict == Verdict::Fits && (rest.empty() || !pattern.empty())) {
      name = rest;
      continue;
    }
    if (verdict != Verdict::Malformed && piece.star) {
      verdict = match_after_star(piece.text, name, pattern.empty());
      if (verdict == Verdict::Fits) continue;
    }
    if (verdict == Verdict::Malformed || is_malformed(pattern)) return std::nullopt;
    return false;
  }
  return name.empty();
}

}  // namespace drydock
