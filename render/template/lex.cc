#include "render/template/lex.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "core/unicode.h"
#include "render/template/doubled_brace.h"
#include "render/template/go_format.h"

namespace drydock::render {
namespace {

constexpr std::string_view kLeftDelim = "{{";
constexpr std::string_view kRightDelim = "}}";
constexpr std::string_view kLeftComment = "/*";
constexpr std::string_view kRightComment = "*/";
constexpr size_t kTrimMarkerLength = 2;  // the hyphen and the space beside it

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool has_left_trim_marker(const char* at, const char* end) {
  return end - at >= 2 && at[0] == '-' && is_blank(at[1]);
}

bool has_right_trim_marker(std::string_view s) {
  return s.size() >= 2 && is_blank(s[0]) && s[1] == '-';
}

enum CharClass : uint8_t { kWord, kDigit, kOther, kBlank, kTerminator, kNotAscii };
constexpr uint8_t kLastOfWords = kDigit;  // up to here they are part of a word

constexpr std::array<uint8_t, 256> make_char_classes() {
  std::array<uint8_t, 256> classes{};
  classes.fill(kOther);
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

/// Whether an action begins so that defines a template.
bool is_definition(const char* at, const char* end) {
  constexpr std::string_view kDefine = "define";
  while (at < end && is_blank(*at)) ++at;
  return std::string_view(at, static_cast<size_t>(end - at)).starts_with(kDefine);
}

/// "U+0040 '@'", as `%#U` prints it.
std::string unicode_name(char32_t rune) {
  Value value = Value::of_int(static_cast<int64_t>(rune));
  return go_sprintf("%#U", {&value, 1});
}

const char* skip_blanks(const char* at, const char* end) {
  while (at < end && is_blank(*at)) ++at;
  return at;
}

/// "}}"
bool at_right_delim(const char* at, const char* end) {
  return end - at >= 2 && at[0] == '}' && at[1] == '}';
}

/// Behind the quote that ends the literal; null when it does not end on its line. Most literals are
/// plain.
const char* skip_quoted(const char* at, const char* end, bool* is_plain) {
  char quote = *at++;
  for (; at < end && *at != '\n'; ++at) {
    if (*at == quote) return at + 1;
    if (*at < ' ' || *at == '\\' || *at == '\x7F') *is_plain = false;
    // What follows a backslash, unless it is a line break.
    if (*at == '\\' && (++at == end || *at == '\n')) return nullptr;
  }
  return nullptr;
}

}  // namespace

const char* skip_word(const char* at, const char* end) {
#ifdef __SSE2__
  for (; end - at >= 16; at += 16) {
    __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    __m128i small = _mm_or_si128(chunk, _mm_set1_epi8(0x20));
    __m128i letters = _mm_and_si128(_mm_cmpgt_epi8(small, _mm_set1_epi8('a' - 1)),
                                    _mm_cmplt_epi8(small, _mm_set1_epi8('z' + 1)));
    __m128i digits = _mm_and_si128(_mm_cmpgt_epi8(chunk, _mm_set1_epi8('0' - 1)),
                                   _mm_cmplt_epi8(chunk, _mm_set1_epi8('9' + 1)));
    __m128i others = _mm_cmpeq_epi8(chunk, _mm_set1_epi8('_'));
    __m128i all = _mm_or_si128(_mm_or_si128(letters, digits), others);
    unsigned rest = ~static_cast<unsigned>(_mm_movemask_epi8(all)) & 0xFFFF;
    if (rest != 0) return at + std::countr_zero(rest);
  }
#endif
  while (at < end && kCharClasses[static_cast<unsigned char>(*at)] <= kLastOfWords) ++at;
  return at;
}

TokenKind word_kind(std::string_view word) {
  if (word.size() + 1 >= kKeywordStarts.size()) return TokenKind::Identifier;
  for (size_t i = kKeywordStarts[word.size()]; i < kKeywordStarts[word.size() + 1]; ++i) {
    const Keyword& candidate = kKeywords[i];
    if (candidate.text[0] == word[0] && candidate.text == word) return candidate.kind;
  }
  return TokenKind::Identifier;
}

std::string token_text(const Token& token) {
  if (token.kind == TokenKind::End) return "EOF";
  if (token.kind == TokenKind::Error) return std::string(token.text);
  if (token.kind > TokenKind::Keyword) return fmt::format("<{}>", token.text);
  if (token.text.size() <= 10) return go_quote(token.text);
  Value value = Value::of_string(token.text);
  return go_sprintf("%.10q...", {&value, 1});
}

void TokenBuffer::grow() {
  size_t capacity = std::max<size_t>(64, 2 * capacity_);
  auto larger = std::make_unique_for_overwrite<Token[]>(capacity);
  std::copy(tokens_.get(), tokens_.get() + size_, larger.get());
  tokens_ = std::move(larger);
  capacity_ = capacity;
}

Lexer::Lexer(std::string_view input, const KnownActions* known)
    : begin_(input.data()), at_(begin_), end_(begin_ + input.size()), known_(known) {}

void Lexer::error(std::string message, const char* start, TokenBuffer& tokens) {
  message_ = std::move(message);
  tokens.add({TokenKind::Error, false, static_cast<uint32_t>(start - begin_), message_});
  begin_ = at_ = end_ = nullptr;
}

void Lexer::read(TokenBuffer& tokens) {
  for (;;) {
    const char* start = at_;
    const char* delim = find_doubled_brace(at_, end_, kLeftDelim[0]);
    at_ = delim;
    if (delim == end_) {
      return emit(at_ > start ? TokenKind::Text : TokenKind::End, start, tokens);
    }
    if (has_left_trim_marker(at_ + kLeftDelim.size(), end_)) {
      while (at_ > start && is_blank(at_[-1])) --at_;
    }
    if (at_ > start) emit(TokenKind::Text, start, tokens);
    at_ = delim;
    if (left_delim(tokens)) {
      if (!known_ || !action_at_once(tokens)) action_tokens(tokens);
      return;
    }
    if (tokens.size() > 0) return;  // the text before a comment, or what is wrong with the comment
  }
}

/// False for a comment, which is no action.
bool Lexer::left_delim(TokenBuffer& tokens) {
  delim_ = at_;
  at_ += kLeftDelim.size();
  const char* inside = has_left_trim_marker(at_, end_) ? at_ + kTrimMarkerLength : at_;
  if (end_ - inside >= 2 && inside[0] == kLeftComment[0] && inside[1] == kLeftComment[1]) {
    at_ = inside;
    skip_comment(tokens);
    return false;
  }
  action_start_ = at_ = inside;
  return true;
}

/// False for what must be read as tokens.
bool Lexer::action_at_once(TokenBuffer& tokens) {
  last_ = known_->find(at_, end_);
  bool known = last_.action != nullptr;
  if (!known && is_definition(at_, end_)) return false;
  std::string_view text = known ? last_.text : std::string_view(at_, 0);
  tokens.add({TokenKind::Known, false, delim_pos(), text});
  if (known) end_action(text);
  return true;
}

void Lexer::end_action(std::string_view text) {
  at_ = text.data() + text.size();
  if (trims_right(text)) at_ = skip_blanks(at_, end_);
}

/// From the left delimiter on.
void Lexer::action_tokens(TokenBuffer& tokens) {
  tokens.add({TokenKind::LeftDelim, false, delim_pos(), {delim_, kLeftDelim.size()}});
  at_ = action_start_;
  paren_depth_ = 0;
  action(tokens);
}

void Lexer::skip_comment(TokenBuffer& tokens) {
  size_t size = rest().find(kRightComment, kLeftComment.size());
  if (size == std::string_view::npos) return error("unclosed comment", at_, tokens);
  const char* start = at_;
  at_ += size + kRightComment.size();
  bool trims =
      has_right_trim_marker(rest()) && rest().substr(kTrimMarkerLength).starts_with(kRightDelim);
  if (!trims && !rest().starts_with(kRightDelim)) {
    return error("comment ends before closing delimiter", start, tokens);
  }
  at_ += kRightDelim.size();
  if (trims) at_ = skip_blanks(at_ + kTrimMarkerLength, end_);
}

/// `start` is where the delimiter begins, or the trim marker before it.
bool Lexer::right_delim(const char* start, TokenBuffer& tokens) {
  if (paren_depth_ != 0) return refuse("unclosed left paren", start, tokens);
  bool trims = *start != '}';
  if (trims) start += kTrimMarkerLength;
  at_ = start + kRightDelim.size();
  emit(TokenKind::RightDelim, start, tokens);
  if (trims) at_ = skip_blanks(at_, end_);
  return false;
}

/// Reads to the end of an action, or to what is wrong in it.
void Lexer::action(TokenBuffer& tokens) {
  for (bool more = true; more;) {
    const char* start = at_;
    if (start == end_) return error("unclosed action", start, tokens);
    switch (class_of(*start)) {
      case kWord:
        more = identifier(start, tokens);
        break;
      case kBlank:
        more = space(start, tokens);
        break;
      default:
        more =
            at_right_delim(start, end_) ? right_delim(start, tokens) : one_character(start, tokens);
    }
  }
}

bool Lexer::one_character(const char* start, TokenBuffer& tokens) {
  switch (*start) {
    case '"':
      return quoted(TokenKind::String, "unterminated quoted string", start, tokens);
    case '\'':
      return quoted(TokenKind::CharConstant, "unterminated character constant", start, tokens);
    case '`':
      return raw_string(start, tokens);
    case '.':
      // A point before a digit begins a number.
      if (end_ - start > 1 && class_of(start[1]) != kDigit) {
        return field_or_variable(TokenKind::Field, TokenKind::Dot, start, tokens);
      }
      return number(start, tokens);
    case '$':
      return field_or_variable(TokenKind::Variable, TokenKind::Variable, start, tokens);
    case '|':
      return punctuation(TokenKind::Pipe, 1, start, tokens);
    case '=':
      return punctuation(TokenKind::Assign, 1, start, tokens);
    case ':':
      if (!rest().starts_with(":=")) return refuse("expected :=", start, tokens);
      return punctuation(TokenKind::Declare, 2, start, tokens);
    case '(':
      ++paren_depth_;
      return punctuation(TokenKind::LeftParen, 1, start, tokens);
    case ')':
      if (--paren_depth_ < 0) return refuse("unexpected right paren", start, tokens);
      return punctuation(TokenKind::RightParen, 1, start, tokens);
    case '+':
    case '-':
      return number(start, tokens);
    default:
      return class_of(*start) == kDigit ? number(start, tokens) : other_character(start, tokens);
  }
}

bool Lexer::punctuation(TokenKind kind, int size, const char* start, TokenBuffer& tokens) {
  at_ += size;
  emit(kind, start, tokens);
  return true;
}

bool Lexer::refuse(std::string message, const char* start, TokenBuffer& tokens) {
  error(std::move(message), start, tokens);
  return false;
}

bool Lexer::other_character(const char* start, TokenBuffer& tokens) {
  DecodedRune next = decode_rune(rest());
  if (is_alphanumeric(next.rune)) return identifier(start, tokens);
  if (next.rune >= 0x80 || !is_printable(next.rune)) {
    return refuse("unrecognized character in action: " + unicode_name(next.rune), start, tokens);
  }
  return punctuation(TokenKind::Char, next.size, start, tokens);
}

bool Lexer::space(const char* start, TokenBuffer& tokens) {
  at_ = skip_blanks(start + 1, end_);
  // The last blank may belong to a trim marker and a right delimiter.
  if (at_ < end_ && *at_ == '-' && at_right_delim(at_ + 1, end_)) {
    --at_;
    if (at_ == start) return right_delim(start, tokens);
  }
  emit(TokenKind::Space, start, tokens);
  return true;
}

inline void Lexer::skip_alphanumeric() {
  at_ = skip_word(at_, end_);
  while (at_ < end_ && class_of(*at_) == kNotAscii) {
    DecodedRune next = decode_rune(rest());
    if (!is_alphanumeric(next.rune)) return;
    at_ = skip_word(at_ + next.size, end_);
  }
}

inline bool Lexer::at_terminator() const {
  if (at_ == end_) return true;
  CharClass char_class = class_of(*at_);
  return char_class == kBlank || char_class == kTerminator || at_right_delim(at_, end_);
}

bool Lexer::bad_character(const char* start, TokenBuffer& tokens) {
  return refuse("bad character " + unicode_name(decode_rune(rest()).rune), start, tokens);
}

bool Lexer::identifier(const char* start, TokenBuffer& tokens) {
  skip_alphanumeric();
  if (!at_terminator()) return bad_character(start, tokens);
  emit(word_kind({start, size_t(at_ - start)}), start, tokens);
  return true;
}

bool Lexer::field_or_variable(TokenKind kind, TokenKind without_name, const char* start,
                              TokenBuffer& tokens) {
  ++at_;
  bool has_name = at_ < end_ && class_of(*at_) <= kLastOfWords;
  if (!has_name && at_terminator()) {
    emit(without_name, start, tokens);
    return true;
  }
  skip_alphanumeric();
  if (!at_terminator()) return bad_character(start, tokens);
  emit(kind, start, tokens);
  return true;
}

bool Lexer::quoted(TokenKind kind, const char* unterminated, const char* start,
                   TokenBuffer& tokens) {
  bool is_plain = true;
  const char* behind = skip_quoted(start, end_, &is_plain);
  if (!behind) return refuse(unterminated, start, tokens);
  at_ = behind;
  emit(kind, start, tokens, is_plain);
  return true;
}

bool Lexer::raw_string(const char* start, TokenBuffer& tokens) {
  size_t end = rest().find('`', 1);
  if (end == std::string_view::npos) {
    return refuse("unterminated raw quoted string", start, tokens);
  }
  at_ += end + 1;
  emit(TokenKind::RawString, start, tokens);
  return true;
}

bool Lexer::number(const char* start, TokenBuffer& tokens) {
  auto bad_syntax = [&] {
    std::string_view text(start, size_t(at_ - start));
    return refuse("bad number syntax: " + go_quote(text), start, tokens);
  };
  if (!scan_number()) return bad_syntax();
  if (rest().starts_with('+') || rest().starts_with('-')) {
    // A complex number has no spaces and ends in 'i'.
    if (!scan_number() || at_[-1] != 'i') return bad_syntax();
    emit(TokenKind::Complex, start, tokens);
  } else {
    emit(TokenKind::Number, start, tokens);
  }
  return true;
}

bool Lexer::accept(std::string_view valid) {
  if (at_ == end_ || valid.find(*at_) == std::string_view::npos) return false;
  ++at_;
  return true;
}

void Lexer::accept_run(std::string_view valid) {
  while (accept(valid)) {
  }
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
  at_ += next.size;
  return false;
}

}  // namespace drydock::render
