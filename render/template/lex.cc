#include "render/template/lex.h"

#include <fmt/format.h>

#include <array>

#include "core/unicode.h"
#include "render/template/go_format.h"

namespace drydock::render {
namespace {

constexpr std::string_view kLeftDelim = "{{";
constexpr std::string_view kRightDelim = "}}";
constexpr std::string_view kLeftComment = "/*";
constexpr std::string_view kRightComment = "*/";
constexpr size_t kTrimMarkerLength = 2;  // the hyphen and the space beside it

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool has_left_trim_marker(std::string_view s) {
  return s.size() >= 2 && s[0] == '-' && is_blank(s[1]);
}

bool has_right_trim_marker(std::string_view s) {
  return s.size() >= 2 && is_blank(s[0]) && s[1] == '-';
}

enum CharClass : uint8_t { kOther, kWord, kDigit, kBlank, kTerminator, kNotAscii };

constexpr std::array<uint8_t, 256> make_char_classes() {
  std::array<uint8_t, 256> classes{};
  for (char c = 'a'; c <= 'z'; ++c) classes[static_cast<size_t>(c)] = kWord;
  for (char c = 'A'; c <= 'Z'; ++c) classes[static_cast<size_t>(c)] = kWord;
  for (char c = '0'; c <= '9'; ++c) classes[static_cast<size_t>(c)] = kDigit;
  classes['_'] = kWord;
  for (unsigned char c : {' ', '\t', '\r', '\n'}) classes[c] = kBlank;
  for (unsigned char c : {'.', ',', '|', ':', ')', '('}) classes[c] = kTerminator;
  for (size_t c = 128; c < 256; ++c) classes[c] = kNotAscii;
  return classes;
}

constexpr std::array<uint8_t, 256> kCharClasses = make_char_classes();

CharClass class_of(char c) {
  return static_cast<CharClass>(kCharClasses[static_cast<unsigned char>(c)]);
}

bool is_alphanumeric(char32_t rune) {
  if (rune < 128) return kCharClasses[rune] == kWord || kCharClasses[rune] == kDigit;
  return is_letter(rune) || is_digit(rune);
}

struct Keyword {
  std::string_view text;
  TokenKind kind;
};

/// Those of one length stand together; no word is longer than eight letters.
constexpr Keyword kKeywords[] = {
    {"if", TokenKind::If},
    {"end", TokenKind::EndKeyword},
    {"nil", TokenKind::Nil},
    {"else", TokenKind::Else},
    {"true", TokenKind::Bool},
    {"with", TokenKind::With},
    {"block", TokenKind::Block},
    {"break", TokenKind::Break},
    {"false", TokenKind::Bool},
    {"range", TokenKind::Range},
    {"define", TokenKind::Define},
    {"continue", TokenKind::Continue},
    {"template", TokenKind::Template},
};

/// Where in kKeywords the words of each length begin.
constexpr std::array<uint8_t, 10> kKeywordStarts = [] {
  std::array<uint8_t, 10> starts{};
  for (size_t length = 0; length < starts.size(); ++length) {
    for (const Keyword& keyword : kKeywords) starts[length] += keyword.text.size() < length;
  }
  return starts;
}();

TokenKind keyword(std::string_view word) {
  if (word.size() + 1 >= kKeywordStarts.size()) return TokenKind::Identifier;
  for (size_t i = kKeywordStarts[word.size()]; i < kKeywordStarts[word.size() + 1]; ++i) {
    const Keyword& candidate = kKeywords[i];
    if (candidate.text[0] == word[0] && candidate.text == word) return candidate.kind;
  }
  return TokenKind::Identifier;
}

/// "U+0040 '@'", as `%#U` prints it.
std::string unicode_name(char32_t rune) {
  Value value = Value::of_int(static_cast<int64_t>(rune));
  return go_sprintf("%#U", {&value, 1});
}

}  // namespace

std::string token_text(const Token& token) {
  if (token.kind == TokenKind::End) return "EOF";
  if (token.kind == TokenKind::Error) return std::string(token.text);
  if (token.kind > TokenKind::Keyword) return fmt::format("<{}>", token.text);
  if (token.text.size() <= 10) return go_quote(token.text);
  Value value = Value::of_string(token.text);
  return go_sprintf("%.10q...", {&value, 1});
}

Token Lexer::emit(TokenKind kind) {
  Token token{kind, static_cast<uint32_t>(start_), input_.substr(start_, pos_ - start_)};
  start_ = pos_;
  return token;
}

Token Lexer::error(std::string message) {
  message_ = std::move(message);
  Token token{TokenKind::Error, static_cast<uint32_t>(start_), message_};
  input_ = {};
  start_ = pos_ = 0;
  return token;
}

Token Lexer::next() { return in_action_ ? inside_action() : text_token(); }

Token Lexer::text_token() {
  for (;;) {
    size_t delim = input_.find(kLeftDelim, pos_);
    if (delim == std::string_view::npos) {
      pos_ = input_.size();
      return emit(pos_ > start_ ? TokenKind::Text : TokenKind::End);
    }
    std::string_view text = input_.substr(start_, delim - start_);
    if (has_left_trim_marker(input_.substr(delim + kLeftDelim.size()))) {
      while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    }
    if (!text.empty()) {
      Token token{TokenKind::Text, static_cast<uint32_t>(start_), text};
      start_ = pos_ = delim;
      return token;
    }
    start_ = pos_ = delim;
    Token token = left_delim();
    if (token.kind != TokenKind::Space) return token;  // else it was a comment
  }
}

Token Lexer::left_delim() {
  pos_ += kLeftDelim.size();
  size_t marker = has_left_trim_marker(rest()) ? kTrimMarkerLength : 0;
  if (input_.substr(pos_ + marker).starts_with(kLeftComment)) {
    pos_ += marker;
    start_ = pos_;
    return skip_comment();
  }
  Token token = emit(TokenKind::LeftDelim);
  pos_ += marker;
  start_ = pos_;
  paren_depth_ = 0;
  in_action_ = true;
  return token;
}

Token Lexer::skip_comment() {
  size_t end = input_.find(kRightComment, pos_ + kLeftComment.size());
  if (end == std::string_view::npos) return error("unclosed comment");
  pos_ = end + kRightComment.size();
  bool trims = false;
  if (!at_right_delim(&trims)) return error("comment ends before closing delimiter");
  if (trims) pos_ += kTrimMarkerLength;
  pos_ += kRightDelim.size();
  while (trims && pos_ < input_.size() && is_blank(input_[pos_])) ++pos_;
  start_ = pos_;
  return {TokenKind::Space, 0, {}};
}

bool Lexer::at_delim_end(size_t pos) const {
  return pos + 1 < input_.size() && input_[pos] == '}' && input_[pos + 1] == '}';
}

bool Lexer::at_right_delim(bool* trims) const {
  std::string_view ahead = rest();
  *trims = has_right_trim_marker(ahead) && ahead.substr(kTrimMarkerLength).starts_with(kRightDelim);
  return *trims || ahead.starts_with(kRightDelim);
}

Token Lexer::right_delim() {
  if (paren_depth_ != 0) return error("unclosed left paren");
  bool trims = input_[pos_] != '}';
  if (trims) start_ = pos_ += kTrimMarkerLength;
  pos_ += kRightDelim.size();
  Token token = emit(TokenKind::RightDelim);
  while (trims && pos_ < input_.size() && is_blank(input_[pos_])) ++pos_;
  start_ = pos_;
  in_action_ = false;
  return token;
}

Token Lexer::inside_action() {
  if (pos_ >= input_.size()) return error("unclosed action");
  char c = input_[pos_];
  CharClass char_class = class_of(c);
  if (char_class == kWord) return identifier();
  if (char_class == kBlank) return space();
  return at_delim_end(pos_) ? right_delim() : one_character(c);
}

Token Lexer::one_character(char c) {
  switch (c) {
    case '"':
      return quoted('"', TokenKind::String, "unterminated quoted string");
    case '\'':
      return quoted('\'', TokenKind::CharConstant, "unterminated character constant");
    case '`':
      return raw_string();
    case '.':
      // A point before a digit begins a number.
      if (pos_ + 1 < input_.size() && (input_[pos_ + 1] < '0' || input_[pos_ + 1] > '9')) {
        ++pos_;
        return field_or_variable(TokenKind::Field);
      }
      return number();
    case '$':
      ++pos_;
      return field_or_variable(TokenKind::Variable);
    case '|':
      ++pos_;
      return emit(TokenKind::Pipe);
    case '=':
      ++pos_;
      return emit(TokenKind::Assign);
    case ':':
      ++pos_;
      if (!rest().starts_with('=')) return error("expected :=");
      ++pos_;
      return emit(TokenKind::Declare);
    case '(':
      ++pos_;
      ++paren_depth_;
      return emit(TokenKind::LeftParen);
    case ')':
      ++pos_;
      if (--paren_depth_ < 0) return error("unexpected right paren");
      return emit(TokenKind::RightParen);
    case '+':
    case '-':
      return number();
    default:
      return c >= '0' && c <= '9' ? number() : other_character();
  }
}

Token Lexer::other_character() {
  DecodedRune next = decode_rune(rest());
  if (is_alphanumeric(next.rune)) return identifier();
  pos_ += static_cast<size_t>(next.size);
  if (next.rune < 0x80 && is_printable(next.rune)) return emit(TokenKind::Char);
  return error("unrecognized character in action: " + unicode_name(next.rune));
}

Token Lexer::space() {
  while (pos_ < input_.size() && is_blank(input_[pos_])) ++pos_;
  // The last blank may belong to a trim marker and a right delimiter.
  if (pos_ < input_.size() && input_[pos_] == '-' && at_delim_end(pos_ + 1)) {
    --pos_;
    if (pos_ == start_) return right_delim();
  }
  return emit(TokenKind::Space);
}

void Lexer::skip_alphanumeric() {
  while (pos_ < input_.size()) {
    CharClass char_class = class_of(input_[pos_]);
    if (char_class == kWord || char_class == kDigit) {
      ++pos_;
      continue;
    }
    if (char_class != kNotAscii) return;
    DecodedRune next = decode_rune(rest());
    if (!is_alphanumeric(next.rune)) return;
    pos_ += static_cast<size_t>(next.size);
  }
}

bool Lexer::at_terminator() const {
  if (pos_ >= input_.size()) return true;
  CharClass char_class = class_of(input_[pos_]);
  return char_class == kBlank || char_class == kTerminator || at_delim_end(pos_);
}

Token Lexer::bad_character() {
  return error("bad character " + unicode_name(decode_rune(rest()).rune));
}

Token Lexer::identifier() {
  skip_alphanumeric();
  if (!at_terminator()) return bad_character();
  return emit(keyword(input_.substr(start_, pos_ - start_)));
}

Token Lexer::field_or_variable(TokenKind kind) {
  if (at_terminator()) {
    return emit(kind == TokenKind::Variable ? TokenKind::Variable : TokenKind::Dot);
  }
  skip_alphanumeric();
  if (!at_terminator()) return bad_character();
  return emit(kind);
}

Token Lexer::quoted(char quote, TokenKind kind, const char* unterminated) {
  const char stops[] = {'\\', '\n', quote, '\0'};
  for (++pos_;; ++pos_) {
    pos_ = input_.find_first_of(stops, pos_);
    if (pos_ == std::string_view::npos || input_[pos_] == '\n') return error(unterminated);
    if (input_[pos_] == quote) break;
    ++pos_;  // what follows a backslash, unless it is a line break
    if (pos_ >= input_.size() || input_[pos_] == '\n') return error(unterminated);
  }
  ++pos_;
  return emit(kind);
}

Token Lexer::raw_string() {
  size_t end = input_.find('`', pos_ + 1);
  if (end == std::string_view::npos) return error("unterminated raw quoted string");
  pos_ = end + 1;
  return emit(TokenKind::RawString);
}

bool Lexer::accept(std::string_view valid) {
  if (pos_ >= input_.size() || valid.find(input_[pos_]) == std::string_view::npos) return false;
  ++pos_;
  return true;
}

void Lexer::accept_run(std::string_view valid) {
  while (accept(valid)) {
  }
}

Token Lexer::number() {
  auto bad_syntax = [&] {
    return error("bad number syntax: " + go_quote(input_.substr(start_, pos_ - start_)));
  };
  if (!scan_number()) return bad_syntax();
  if (rest().starts_with('+') || rest().starts_with('-')) {
    // A complex number has no spaces and ends in 'i'.
    if (!scan_number() || input_[pos_ - 1] != 'i') return bad_syntax();
    return emit(TokenKind::Complex);
  }
  return emit(TokenKind::Number);
}

/// Takes what may be a number; it may still be none, which the parser will notice.
bool Lexer::scan_number() {
  accept("+-");
  std::string_view digits = "0123456789_";
  bool decimal = true;
  bool hexadecimal = false;
  if (accept("0")) {
    if (accept("xX")) {
      digits = "0123456789abcdefABCDEF_";
      decimal = false;
      hexadecimal = true;
    } else if (accept("oO")) {
      digits = "01234567_";
      decimal = false;
    } else if (accept("bB")) {
      digits = "01_";
      decimal = false;
    }
  }
  accept_run(digits);
  if (accept(".")) accept_run(digits);
  if ((decimal && accept("eE")) || (hexadecimal && accept("pP"))) {
    accept("+-");
    accept_run("0123456789_");
  }
  accept("i");
  DecodedRune next = decode_rune(rest());
  if (next.size == 0 || !is_alphanumeric(next.rune)) return true;
  pos_ += static_cast<size_t>(next.size);
  return false;
}

}  // namespace drydock::render
