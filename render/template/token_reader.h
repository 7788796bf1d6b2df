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
  TokenReader(std::string_view input, const KnownActions* known) : lexer_(input, known) {}

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

  /// Where the furthest token begins that was asked for so far: of a known action, its last one.
  uint32_t last_pos() const {
    const Token& token = tokens_[seen_ - 1];
    if (token.kind != TokenKind::Known) return token.pos;
    return token.pos + static_cast<uint32_t>(token.text.size()) - 2;
  }

  /// What is known of the action whose token was read last, which is Known; null if it is new.
  const KnownAction* known() const { return lexer_.last().action; }
  /// The parser has read that action itself, from where its token is up to `end`.
  void take_action(const char* end) {
    Token& token = tokens_.back();
    token.text = {token.text.data(), static_cast<size_t>(end - token.text.data())};
    lexer_.end_action(token.text);
  }
  /// Puts its tokens in its place, to be read next.
  void read_known() {
    tokens_.pop();
    lexer_.read_known(tokens_);
    back();
    seen_ = at_;
  }
  /// The text and the hash under which the action that was read last may be known; none if not.
  KnownActions::Candidate whole_action() const {
    const KnownActions::Candidate& last = lexer_.last();
    const Token& end = tokens_.back();
    bool is_end = end.kind == TokenKind::RightDelim || end.kind == TokenKind::Known;
    bool whole = is_end && !last.text.empty() &&
                 end.text.data() + end.text.size() == last.text.data() + last.text.size();
    return whole ? last : KnownActions::Candidate();
  }

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
