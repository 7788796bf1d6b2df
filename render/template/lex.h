#pragma once

#include <cstdint>
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
  uint32_t pos = 0;  // byte offset in the input
  std::string_view text;
};

/// The token as Go's parser names it in messages: "EOF", `<if>`, `"abc"`.
std::string token_text(const Token& token);

/// Splits a template into tokens. Texts are views of the input, and of the lexer for errors. After
/// an Error or End nothing useful follows.
class Lexer {
 public:
  explicit Lexer(std::string_view input) : input_(input) {}

  Token next();

 private:
  Token text_token();
  Token left_delim();
  Token skip_comment();
  Token right_delim();
  Token inside_action();
  Token one_character(char c);
  Token space();
  Token identifier();
  Token field_or_variable(TokenKind kind);
  Token quoted(char quote, TokenKind kind, const char* unterminated);
  Token raw_string();
  Token number();
  Token other_character();
  Token bad_character();
  bool scan_number();
  bool accept(std::string_view valid);
  void accept_run(std::string_view valid);
  bool at_delim_end(size_t pos) const;
  bool at_right_delim(bool* trims) const;
  bool at_terminator() const;
  void skip_alphanumeric();
  std::string_view rest() const { return input_.substr(pos_); }
  Token emit(TokenKind kind);
  Token error(std::string message);

  std::string_view input_;
  size_t pos_ = 0;
  size_t start_ = 0;
  int paren_depth_ = 0;
  bool in_action_ = false;
  std::string message_;
};

}  // namespace drydock::render
