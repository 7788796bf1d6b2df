#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "render/template/known_actions.h"
#include "render/template/token.h"

namespace drydock::render {

/// A keyword, Bool, or Identifier.
TokenKind word_kind(std::string_view word);

/// The tokens that were read at once.
class TokenBuffer {
 public:
  void add(const Token& token) {
    if (size_ == capacity_) grow();
    tokens_[size_++] = token;
  }
  void clear() { size_ = 0; }
  void pop() { --size_; }
  Token& back() { return tokens_[size_ - 1]; }
  const Token& back() const { return tokens_[size_ - 1]; }
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
  /// With `known`, which may be null, it leaves most actions to the parser.
  Lexer(std::string_view input, const KnownActions* known);

  /// Adds to `tokens`, which is empty, at least one token: the next text, or the next action from
  /// its left delimiter to its right one, or both. What is wrong is the last one. Of an action that
  /// is left to the parser there is one token behind the left delimiter, Known.
  void read(TokenBuffer& tokens);
  /// Reads the tokens of that action.
  void read_known(TokenBuffer& tokens);
  /// Goes on behind that action, whose text this is.
  void end_action(std::string_view text);
  /// The action that was read last, and what is known of it.
  const KnownActions::Candidate& last() const { return last_; }

 private:
  bool left_delim(TokenBuffer& tokens);
  bool action_at_once(TokenBuffer& tokens);
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
  const KnownActions* known_;
  KnownActions::Candidate last_;
  const char* action_start_ = nullptr;  // behind its left delimiter
  std::string message_;
};

}  // namespace drydock::render
