#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "render/template/lex.h"

namespace drydock::render {

/// The tokens of a template one after the other, with any look-ahead and way back within an action.
/// What it returns is valid until the next token is asked for.
class TokenReader {
 public:
  explicit TokenReader(std::string_view input) : lexer_(input) {}

  const Token& peek() {
    if (at_ == tokens_.size()) fill();
    seen_ = std::max(seen_, at_ + 1);
    return tokens_[at_];
  }
  const Token& next() {
    const Token& token = peek();
    ++at_;
    return token;
  }
  const Token& peek_non_space() {
    while (peek().kind == TokenKind::Space) ++at_;
    return tokens_[at_];
  }
  const Token& next_non_space() {
    const Token& token = peek_non_space();
    ++at_;
    return token;
  }

  /// Before the token that was read last.
  void back() { --at_; }
  /// Where the next token is, for `back_to` within the same action.
  size_t place() const { return at_; }
  void back_to(size_t place) { at_ = place; }

  /// Where the furthest token begins that was asked for so far.
  uint32_t last_pos() const { return tokens_[seen_ - 1].pos; }

 private:
  void fill() {
    tokens_.clear();
    lexer_.read(tokens_);
    at_ = seen_ = 0;
  }

  Lexer lexer_;
  TokenBuffer tokens_;
  size_t at_ = 0;
  size_t seen_ = 0;
};

}  // namespace drydock::render
