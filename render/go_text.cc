#include "render/go_text.h"

#include <algorithm>

#include "core/unicode.h"

namespace drydock::render {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

std::string_view trim_left_space(std::string_view text) {
  while (!text.empty()) {
    DecodedRune rune = decode_rune(text);
    if (!is_space(rune.rune)) break;
    text.remove_prefix(static_cast<size_t>(rune.size));
  }
  return text;
}

std::string_view trim_space(std::string_view text) {
  text = trim_left_space(text);
  while (!text.empty()) {
    DecodedRune rune = decode_last_rune(text);
    if (!is_space(rune.rune)) break;
    text.remove_suffix(static_cast<size_t>(rune.size));
  }
  return text;
}

bool equal_fold(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace drydock::render
