#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/unicode.h"

namespace drydock::projects::flux {

/// The scanner of envsubst, step for step: which bytes belong to what depends on how far it reads
/// ahead and steps back. A NUL is the end of the text to it.
class EnvsubstScanner {
 public:
  enum class Token : uint8_t { Illegal, End, Text, Open, Close };

  /// What may come next, beside text that `accept` takes.
  enum Mode : uint8_t { kText = 1, kOpen = 2, kClose = 4, kEscapes = 8 };
  using Accept = bool (*)(char32_t rune, size_t position);  // of the rune's end within the token

  explicit EnvsubstScanner(std::string_view text) : text_(text) {}

  Token scan(uint8_t mode, Accept accept);
  /// The text of the token, without what escaped it.
  const std::string& text() const { return token_; }
  size_t offset() const { return position_; }

  /// Whether a backslash escapes `/` and itself; a `$` always escapes a `$`.
  void escape_all(bool all) { escape_backslash_ = all; }
  char32_t peek();
  char32_t read();
  void step_back() { position_ -= width_; }

 private:
  bool scan_open(char32_t rune, uint8_t mode);
  bool scan_escaped(char32_t rune, uint8_t mode);
  bool scan_text(char32_t rune, uint8_t mode, Accept accept);
  void skip_escape();

  std::string_view text_;
  size_t position_ = 0;
  size_t width_ = 0;  // of the rune that was read last
  size_t start_ = 0;  // of the token, and then of what is not in `token_` yet
  std::string token_;
  bool escape_backslash_ = false;
};

}  // namespace drydock::projects::flux
