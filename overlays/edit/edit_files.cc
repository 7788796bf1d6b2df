#include "overlays/edit/edit_files.h"

#include <fmt/format.h>

#include "core/error.h"
#include "overlays/path_text.h"

namespace drydock::overlays {
namespace {

bool has_magic(std::string_view path) { return path.find_first_of("*?[\\") != path.npos; }

/// One code point's bytes from the front of `text`.
std::string_view take_rune(std::string_view& text) {
  size_t size = 1;
  while (size < text.size() && (static_cast<uint8_t>(text[size]) & 0xC0) == 0x80) ++size;
  std::string_view rune = text.substr(0, size);
  text.remove_prefix(size);
  return rune;
}

/// A character within brackets; false when the pattern ends or has a bare "-" or "]" there.
bool take_class_rune(std::string_view& pattern, std::string_view& rune) {
  if (pattern.empty() || pattern[0] == '-' || pattern[0] == ']') return false;
  if (pattern[0] == '\\') {
    pattern.remove_prefix(1);
    if (pattern.empty()) return false;
  }
  rune = take_rune(pattern);
  return !pattern.empty();
}

/// Matches what stands behind "[". UTF-8 sorts as code points do.
std::optional<bool> match_class(std::string_view& pattern, std::string_view rune) {
  bool negated = pattern.starts_with('^');
  if (negated) pattern.remove_prefix(1);
  bool matched = false;
  for (int ranges = 0; ranges == 0 || !pattern.starts_with(']'); ++ranges) {
    std::string_view low;
    if (!take_class_rune(pattern, low)) return std::nullopt;
    std::string_view high = low;
    if (pattern[0] == '-') {
      pattern.remove_prefix(1);
      if (!take_class_rune(pattern, high)) return std::nullopt;
    }
    matched |= low <= rune && rune <= high;
  }
  pattern.remove_prefix(1);
  return matched != negated;
}

/// Matches a stretch of a pattern without stars at the front of `text`, which loses it.
std::optional<bool> match_chunk(std::string_view chunk, std::string_view& text) {
  bool failed = false;
  while (!chunk.empty()) {
    failed |= text.empty();
    char c = chunk[0];
    if (c == '[') {
      std::string_view rune = failed ? std::string_view() : take_rune(text);
      chunk.remove_prefix(1);
      std::optional<bool> in_class = match_class(chunk, rune);
      if (!in_class) return std::nullopt;
      failed |= !*in_class;
    } else if (c == '?') {
      failed |= !text.empty() && text[0] == '/';
      if (!failed) take_rune(text);
      chunk.remove_prefix(1);
    } else {
      if (c == '\\') chunk.remove_prefix(1);
      if (chunk.empty()) return std::nullopt;
      failed |= !text.empty() && text[0] != chunk[0];
      if (!failed) text.remove_prefix(1);
      chunk.remove_prefix(1);
    }
  }
  return !failed;
}

/// Splits off leading stars and what follows them up to the next one.
std::string_view take_chunk(std::string_view& pattern, bool& star) {
  star = false;
  while (pattern.starts_with('*')) star = true, pattern.remove_prefix(1);
  bool in_class = false;
  size_t i = 0;
  for (; i < pattern.size() && (in_class || pattern[i] != '*'); ++i) {
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      ++i;
    } else if (pattern[i] == '[') {
      in_class = true;
    } else if (pattern[i] == ']') {
      in_class = false;
    }
  }
  std::string_view chunk = pattern.substr(0, i);
  pattern.remove_prefix(i);
  return chunk;
}

[[noreturn]] void fail_pattern() {
  fail("kustomization-edit", "error checking the filesystem: syntax error in pattern");
}

void glob_in_folder(const EditFiles& files, const std::string& folder, std::string_view pattern,
                    std::vector<std::string>& found) {
  if (!files.is_folder(folder)) return;
  for (const std::string& name : files.list(folder)) {
    std::optional<bool> fits = match_go_path(pattern, name);
    if (!fits) fail_pattern();
    if (*fits) found.push_back(join_paths(folder, name));
  }
}

}  // namespace

std::optional<bool> match_go_path(std::string_view pattern, std::string_view path) {
  while (!pattern.empty()) {
    bool star = false;
    std::string_view chunk = take_chunk(pattern, star);
    if (star && chunk.empty()) return path.find('/') == path.npos;
    std::string_view rest = path;
    std::optional<bool> fits = match_chunk(chunk, rest);
    if (!fits) return std::nullopt;
    bool next = *fits && (rest.empty() || !pattern.empty());
    for (size_t i = 0; !next && star && i < path.size() && path[i] != '/'; ++i) {
      rest = path.substr(i + 1);
      fits = match_chunk(chunk, rest);
      if (!fits) return std::nullopt;
      next = *fits && (!pattern.empty() || rest.empty());
    }
    if (!next) {
      // Go goes on to tell whether the rest of the pattern is well-formed.
      while (!pattern.empty()) {
        std::string_view nothing;
        if (!match_chunk(take_chunk(pattern, star), nothing)) return std::nullopt;
      }
      return false;
    }
    path = rest;
  }
  return path.empty();
}

std::vector<std::string> glob_files(const EditFiles& files, const std::string& pattern) {
  if (!match_go_path(pattern, "")) fail_pattern();
  std::vector<std::string> found;
  if (!has_magic(pattern)) {
    if (files.exists(pattern)) found.push_back(pattern);
    return found;
  }
  size_t slash = pattern.rfind('/');
  std::string folder = slash == pattern.npos ? "." : pattern.substr(0, std::max<size_t>(slash, 1));
  std::string name = slash == pattern.npos ? pattern : pattern.substr(slash + 1);
  if (!has_magic(folder)) {
    glob_in_folder(files, folder, name, found);
    return found;
  }
  if (folder == pattern) fail_pattern();
  for (const std::string& match : glob_files(files, folder)) {
    glob_in_folder(files, match, name, found);
  }
  return found;
}

}  // namespace drydock::overlays
