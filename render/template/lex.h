#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace drydock::render {

/// In the order of Go's text/template/parse: keywords come after Keyword.
enum class TokenKind : uint8_t {
  Error,  // the text is the message
  Bool,
  Char,  // a printable ASCII character that is nothing else, like ','
  CharConstant,
  Complex,
  Assign,   // =
  Declare,  // :=
  End,      // of the input
  Field,    // .name
  Identifier,
  LeftDelim,
  LeftParen,
  Number,
  Pipe,
  RawString,  // with its backquotes
  RightDelim,
  RightParen,
  Space,
  String,  // with its quotes
  Text,    // outside actions
  Variable,
  Keyword,  // none itself
  Block,
  Break,
  Continue,
  Dot,
  Define,
  Else,
  EndKeyword,
  If,
  Nil,
  Range,
  Template,
  With,
};

struct Token {
  TokenKind kind = TokenKind::End;
  bool is_plain = false;  // of a String: it means what stands between its quotes
  uint32_t pos = 0;       // byte offset in the input
  std::string_view text;
};

/// The token as Go's parser names it in messages: "EOF", `<if>`, `"abc"`.
std::string token_text(const Token& token);

/// The tokens that were read at once.
class TokenBuffer {
 public:
  void add(const Token& token) {
    if (size_ == capacity_) grow();
    tokens_[size_++] = token;
  }
  void clear() { size_ = 0; }
  size_t size() const { return size_; }
  const Token& operator[](size_t i) const { return tokens_[i]; }

 private:
  void grow();

  std::unique_ptr<Token[]> tokens_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

/// Splits a template into tokens. Texts are views of the input, and of the lexer for errors. After
/// an Error or End nothing useful follows.
class Lexer {
 public:
  explicit Lexer(std::string_view input);

  /// Adds to `tokens`, which is empty, at least one token: the next text, or the next action from
  /// its left delimiter to its right one, or both. What is wrong is the last one.
  void read(TokenBuffer& tokens);

 private:
  bool left_delim(TokenBuffer& tokens);
  void skip_comment(TokenBuffer& tokens);
  void action(TokenBuffer& tokens);
  void skip_alphanumeric();
  bool at_terminator() const;
  std::string_view rest() const { return {at_, static_cast<size_t>(end_ - at_)}; }
  [[gnu::always_inline]] void emit(TokenKind kind, const char* start, TokenBuffer& tokens,
                                   bool is_plain = false) {
    tokens.add({kind, is_plain, static_cast<uint32_t>(start - begin_),
                std::string_view(start, static_cast<size_t>(at_ - start))});
  }
  void error(std::string message, const char* start, TokenBuffer& tokens);

  // What may stand in an action; each begins at `start`. They say whether the action goes on.
  bool right_delim(const char* start, TokenBuffer& tokens);
  bool one_character(const char* start, TokenBuffer& tokens);
  bool punctuation(TokenKind kind, int size, const char* start, TokenBuffer& tokens);
  bool space(const char* start, TokenBuffer& tokens);
  bool identifier(const char* start, TokenBuffer& tokens);
  bool field_or_variable(TokenKind kind, TokenKind without_name, const char* start,
                         TokenBuffer& tokens);
  bool quoted(TokenKind kind, const char* unterminated, const char* start, TokenBuffer& tokens);
  bool raw_string(const char* start, TokenBuffer& tokens);
  bool number(const char* start, TokenBuffer& tokens);
  bool other_character(const char* start, TokenBuffer& tokens);
  bool bad_character(const char* start, TokenBuffer& tokens);
  bool refuse(std::string message, const char* start, TokenBuffer& tokens);
  bool scan_number();
  bool accept(std::string_view valid);
  void accept_run(std::string_view valid);

  const char* begin_;
  const char* at_;
  const char* end_;
  int paren_depth_ = 0;
  std::string message_;
};

}  // namespace drydock::render
