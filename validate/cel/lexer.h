#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace drydock::validate::cel {

/// Words that are no names, though they may name fields.
bool is_reserved_word(std::string_view word);
/// Words that are no names at all.
bool is_literal_word(std::string_view word);

enum class Token : uint8_t { End, Name, Quoted, Integer, Float, Text, Bytes, Symbol, Wrong };

/// Cuts an expression into tokens.
class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) { next(); }

  Token kind() const { return kind_; }
  /// Of a quoted name, what is between the backticks.
  std::string_view text() const { return text_; }
  size_t start() const { return start_; }
  bool is(std::string_view symbol) const { return kind_ == Token::Symbol && text_ == symbol; }
  bool is_name(std::string_view name) const { return kind_ == Token::Name && text_ == name; }
  void next();
  /// Steps over a symbol if it comes next.
  bool take(std::string_view symbol) {
    if (!is(symbol)) return false;
    next();
    return true;
  }
  /// "1:8" of a place in the text.
  std::string position(size_t offset) const;

 private:
  void skip_blank();
  void read_name();
  void read_number();
  /// `prefix` letters stand before the quotes.
  void read_text(size_t prefix);
  size_t escape_length(size_t at, bool bytes) const;
  void finish(Token kind, size_t end);
  char at(size_t i) const { return i < source_.size() ? source_[i] : '\0'; }

  std::string_view source_;
  size_t start_ = 0;
  size_t end_ = 0;
  Token kind_ = Token::End;
  std::string_view text_;
};

/// What a literal of kind Text or Bytes stands for, without quotes and escapes. The token must be
/// one that the lexer took.
std::string decode_text(std::string_view literal, bool is_bytes);

}  // namespace drydock::validate::cel
