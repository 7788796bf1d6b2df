#pragma once

#include <array>
#include <string>
#include <string_view>

namespace drydock::render {

/// What ends the reading of a TOML text; only toml_scan.cc and toml_read.cc throw and catch it.
struct TomlStop {
  std::string message;
  int line;
};

enum class TomlKind { String, Integer, Float, Bool, Datetime, Array, InlineTable };

/// The start of a value: of an array or an inline table the bracket, of all others the whole.
struct TomlToken {
  TomlKind kind;
  std::string text;  // a string without quotes and escapes, anything else as it stands
  int line;          // where it ends
};

/// Takes a TOML text apart as BurntSushi/toml does, with that library's error texts and lines. All
/// functions may throw TomlStop.
class TomlScanner {
 public:
  static constexpr char32_t kEnd = 0;  // in the text itself a NUL is an error

  explicit TomlScanner(std::string_view text) : text_(text) {}

  char32_t next();
  char32_t peek();
  /// Undoes the last `next`, and the one before, up to four of them.
  void backup();
  bool accept(char32_t rune);
  void skip_blanks();
  /// Skips the rest of a line. The `#` has been read.
  void skip_comment();
  /// One part of a dotted key, quoted or not.
  std::string read_key_part();
  TomlToken read_value();

  int line() const { return line_; }
  /// Fails where the scanner stands; at the end of the text in the last line that has any.
  [[noreturn]] void fail(std::string message) const;
  /// Fails in the line above: for line breaks that should not be.
  [[noreturn]] void fail_above(std::string message) const;

 private:
  struct Mark {
    size_t position;
    int line;
    bool at_end;
  };

  std::string_view current() const { return text_.substr(start_, position_ - start_); }
  TomlToken token(TomlKind kind) const { return {kind, std::string(current()), line_}; }

  std::string read_string();
  std::string read_raw_string();
  std::string read_multiline_string();
  std::string read_multiline_raw_string();
  bool at_closing_quotes(char32_t quote);
  void skip_escape();
  void skip_hex_escape(int digits, std::string_view in_words, char letter);

  TomlToken read_word(char32_t rune);
  TomlToken read_number_or_date();
  TomlToken read_after_zero();
  TomlToken read_based_integer(std::string_view name, bool (*is_digit)(char32_t));
  TomlToken read_signed_number();
  TomlToken read_decimal();
  TomlToken read_float();
  TomlToken read_datetime();

  std::string_view text_;
  size_t start_ = 0;  // of the value
  size_t position_ = 0;
  int line_ = 1;
  bool at_end_ = false;
  std::array<Mark, 8> marks_{};
  size_t mark_count_ = 0;
};

/// %q of a Go rune: a character literal.
std::string quoted_rune(char32_t rune);

}  // namespace drydock::render
