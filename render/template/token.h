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
  Known,  // the rest of an action, which the parser may know; nothing of one that is new
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

}  // namespace drydock::render
