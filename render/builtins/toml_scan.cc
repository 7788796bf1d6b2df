#include "render/builtins/toml_scan.h"

#include "core/go_quote.h"
#include "core/unicode.h"
#include "render/builtins/toml_strings.h"

namespace drydock::render {
namespace {

bool is_blank(char32_t rune) { return rune == ' ' || rune == '\t'; }
bool is_line_break(char32_t rune) { return rune == '\n' || rune == '\r'; }
bool is_decimal(char32_t rune) { return rune >= '0' && rune <= '9'; }
bool is_octal(char32_t rune) { return rune >= '0' && rune <= '7'; }
bool is_binary(char32_t rune) { return rune == '0' || rune == '1'; }
bool is_hex(char32_t rune) {
  return is_decimal(rune) || ((rune | 0x20) >= 'a' && (rune | 0x20) <= 'f');
}

bool is_bare_key_character(char32_t rune) {
  return is_decimal(rune) || rune == '_' || rune == '-' ||
         ((rune | 0x20) >= 'a' && (rune | 0x20) <= 'z' && rune < 0x80);
}

bool is_one_of(char32_t rune, std::string_view set) {
  return rune != TomlScanner::kEnd && rune < 0x80 &&
         set.find(static_cast<char>(rune)) != std::string_view::npos;
}

std::string utf8(char32_t rune) {
  std::string out;
  append_rune(out, rune);
  return out;
}

}  // namespace

void TomlScanner::fail(std::string message) const {
  bool below_text = at_end_ && position_ > 0 && text_[position_ - 1] == '\n';
  throw TomlStop{std::move(message), below_text ? line_ - 1 : line_};
}

void TomlScanner::fail_above(std::string message) const {
  throw TomlStop{std::move(message), line_ - 1};
}

char32_t TomlScanner::next() {
  marks_[mark_count_++ % marks_.size()] = {position_, line_, at_end_};
  if (position_ >= text_.size()) {
    at_end_ = true;
    return kEnd;
  }
  if (text_[position_] == '\n') ++line_;
  DecodedRune decoded = decode_rune(text_.substr(position_));
  if (decoded.rune == kRuneError && decoded.size == 1) {
    fail(fmt::format("invalid UTF-8 byte: 0x{:02x}", static_cast<unsigned char>(text_[position_])));
  }
  char32_t rune = decoded.rune;
  bool lone_return = rune == '\r' && !text_.substr(position_ + 1).starts_with('\n');
  if (lone_return || rune == 0x7F || (rune < 0x20 && !is_blank(rune) && !is_line_break(rune))) {
    fail(fmt::format("TOML files cannot contain control characters: '0x{:02x}'",
                     static_cast<unsigned>(rune)));
  }
  position_ += static_cast<size_t>(decoded.size);
  return rune;
}

void TomlScanner::backup() {
  const Mark& mark = marks_[--mark_count_ % marks_.size()];
  position_ = mark.position;
  line_ = mark.line;
  at_end_ = mark.at_end;
}

char32_t TomlScanner::peek() {
  char32_t rune = next();
  backup();
  return rune;
}

bool TomlScanner::accept(char32_t rune) {
  if (next() == rune) return true;
  backup();
  return false;
}

void TomlScanner::skip_blanks() {
  while (is_blank(next())) {
  }
  backup();
}

void TomlScanner::skip_comment() {
  for (;;) {
    char32_t rune = next();
    if (is_line_break(rune) || rune == kEnd) break;
  }
  backup();
}

std::string TomlScanner::read_key_part() {
  start_ = position_;
  char32_t rune = next();
  if (rune == '"') {
    start_ = position_;
    return read_string();
  }
  if (rune == '\'') {
    start_ = position_;
    return read_raw_string();
  }
  while (is_bare_key_character(rune)) rune = next();
  backup();
  return std::string(current());
}

// Strings. The opening quotes have been read, and `start_` is behind them.

std::string TomlScanner::read_string() {
  bool has_escapes = false;
  for (;;) {
    char32_t rune = next();
    if (rune == kEnd) fail("unexpected EOF; expected '\"'");
    if (is_line_break(rune)) fail_above("strings cannot contain newlines");
    if (rune == '\\') {
      has_escapes = true;
      skip_escape();
    } else if (rune == '"') {
      std::string_view raw = current().substr(0, current().size() - 1);
      return has_escapes ? resolve_toml_escapes(raw, line_) : std::string(raw);
    }
  }
}

std::string TomlScanner::read_raw_string() {
  for (;;) {
    char32_t rune = next();
    if (rune == kEnd) fail("unexpected EOF; expected \"'\"");
    if (is_line_break(rune)) fail_above("strings cannot contain newlines");
    if (rune == '\'') return std::string(current().substr(0, current().size() - 1));
  }
}

/// One quote has been read. True if it begins the closing three, which are then read too. Up to two
/// more quotes may stand before them.
bool TomlScanner::at_closing_quotes(char32_t quote) {
  if (!accept(quote)) return false;
  if (!accept(quote)) {
    backup();
    return false;
  }
  if (peek() != quote) return true;
  std::string five(5, static_cast<char>(quote));
  bool escaped = quote == '"' && current().ends_with("\\\"\"\"\"\"");
  if (current().ends_with(five) && !escaped) {
    char outer = quote == '"' ? '\'' : '"';
    fail(fmt::format("unexpected {}{}{}{}", outer, five, static_cast<char>(quote), outer));
  }
  backup();
  backup();
  return false;
}

std::string TomlScanner::read_multiline_string() {
  for (;;) {
    char32_t rune = next();
    if (rune == kEnd) fail("unexpected EOF; expected '\"\"\"'");
    if (rune == '\\') {
      if (is_line_break(next())) continue;
      backup();
      skip_escape();
    } else if (rune == '"' && at_closing_quotes('"')) {
      std::string_view raw = without_first_break(current().substr(0, current().size() - 3));
      return resolve_toml_escapes(join_continued_lines(raw), line_);
    }
  }
}

std::string TomlScanner::read_multiline_raw_string() {
  for (;;) {
    char32_t rune = next();
    if (rune == kEnd) fail("unexpected EOF; expected \"'''\"");
    if (rune == '\'' && at_closing_quotes('\'')) {
      return std::string(without_first_break(current().substr(0, current().size() - 3)));
    }
  }
}

/// The backslash has been read.
void TomlScanner::skip_escape() {
  char32_t letter = next();
  if (letter == 'x') return skip_hex_escape(2, "two", 'x');
  if (letter == 'u') return skip_hex_escape(4, "four", 'u');
  if (letter == 'U') return skip_hex_escape(8, "eight", 'U');
  if (is_one_of(letter, "ebtnfr\" \t\\")) return;
  std::string message = "invalid escape in string '\\" + utf8(letter) + "'";
  if (letter == kEnd) fail_above(std::move(message));
  fail(std::move(message));
}

void TomlScanner::skip_hex_escape(int digits, std::string_view in_words, char letter) {
  for (int i = 0; i < digits; ++i) {
    if (!is_hex(next())) {
      fail(fmt::format("expected {} hexadecimal digits after '\\{}', but got {} instead", in_words,
                       letter, go_quote(current())));
    }
  }
}

TomlToken TomlScanner::read_value() {
  skip_blanks();
  start_ = position_;
  char32_t rune = next();
  if (is_decimal(rune)) return rune == '0' ? read_after_zero() : read_number_or_date();
  switch (rune) {
    case '[':
      return token(TomlKind::Array);
    case '{':
      return token(TomlKind::InlineTable);
    case '"':
    case '\'': {
      bool basic = rune == '"';
      bool multiline = false;
      if (accept(rune)) {
        multiline = accept(rune);
        if (!multiline) backup();
      }
      start_ = position_;
      std::string text = basic ? (multiline ? read_multiline_string() : read_string())
                               : (multiline ? read_multiline_raw_string() : read_raw_string());
      return {TomlKind::String, std::move(text), line_};
    }
    case '.':
      fail("floats must start with a digit, not '.'");
    case '-':
    case '+':
      return read_signed_number();
    default:
      return read_word(rune);
  }
}

/// A letter, or what is no value at all, has been read.
TomlToken TomlScanner::read_word(char32_t rune) {
  if (rune == 'i' || rune == 'n') {
    if ((accept('n') && accept('f')) || (accept('a') && accept('n'))) return token(TomlKind::Float);
  }
  if (!is_letter(rune)) {
    if (rune == kEnd) fail("unexpected EOF; expected value");
    std::string message = "expected value but found " + quoted_rune(rune) + " instead";
    if (rune == '\n') fail_above(std::move(message));
    fail(std::move(message));
  }
  // Of a word such as "inx" one letter was taken above for good, and the message lacks it.
  backup();
  size_t word = position_;
  while (is_letter(next())) {
  }
  backup();
  std::string_view text = text_.substr(word, position_ - word);
  if (text == "true" || text == "false") return token(TomlKind::Bool);
  fail("expected value but found " + go_quote(text) + " instead");
}

// Numbers and dates are taken in roughly here; toml_read.cc looks closely.

/// A digit that is not 0, or two digits, have been read.
TomlToken TomlScanner::read_number_or_date() {
  char32_t rune = next();
  while (is_decimal(rune)) rune = next();
  if (rune == '-' || rune == ':') return read_datetime();
  if (rune == '_') return read_decimal();
  if (is_one_of(rune, ".eE")) return read_float();
  backup();
  return token(TomlKind::Integer);
}

TomlToken TomlScanner::read_after_zero() {
  char32_t rune = next();
  if (is_decimal(rune)) return read_number_or_date();
  if (rune == '_') return read_decimal();
  if (is_one_of(rune, ".eE")) return read_float();
  if (rune == 'b') return read_based_integer("a binary", is_binary);
  if (rune == 'o') return read_based_integer("an octal", is_octal);
  if (rune == 'x') return read_based_integer("a hexadecimal", is_hex);
  backup();
  return token(TomlKind::Integer);
}

TomlToken TomlScanner::read_based_integer(std::string_view name, bool (*is_digit)(char32_t)) {
  char32_t rune = peek();
  if (!is_digit(rune)) fail(fmt::format("not {} number: '{}{}'", name, current(), utf8(rune)));
  while (is_digit(rune) || rune == '_') rune = next();
  backup();
  return token(TomlKind::Integer);
}

TomlToken TomlScanner::read_signed_number() {
  char32_t rune = next();
  if (rune == 'i' || rune == 'n') {
    bool good = rune == 'i' ? accept('n') && accept('f') : accept('a') && accept('n');
    if (!good) fail(fmt::format("invalid float: '{}'", current()));
    return token(TomlKind::Float);
  }
  if (rune == '0') {
    char32_t base = peek();
    if (is_one_of(base, "box")) {
      fail(fmt::format("cannot use sign with non-decimal numbers: '{}{}'", current(), utf8(base)));
    }
  }
  if (rune == '.') fail("floats must start with a digit, not '.'");
  if (!is_decimal(rune)) fail("expected a digit but got " + quoted_rune(rune));
  return read_decimal();
}

TomlToken TomlScanner::read_decimal() {
  char32_t rune = next();
  while (is_decimal(rune) || rune == '_') rune = next();
  if (is_one_of(rune, ".eE")) return read_float();
  backup();
  return token(TomlKind::Integer);
}

TomlToken TomlScanner::read_float() {
  char32_t rune = next();
  while (is_decimal(rune) || is_one_of(rune, "_.-+eE")) rune = next();
  backup();
  return token(TomlKind::Float);
}

TomlToken TomlScanner::read_datetime() {
  char32_t rune = next();
  while (is_decimal(rune) || is_one_of(rune, "-:Tt .Zz+")) rune = next();
  backup();
  TomlToken date = token(TomlKind::Datetime);
  date.text.erase(date.text.find_last_not_of(' ') + 1);
  return date;
}

std::string quoted_rune(char32_t rune) {
  if (rune == '\'') return "'\\''";
  if (rune == '"') return "'\"'";
  std::string quoted = go_quote(utf8(rune));
  quoted.front() = quoted.back() = '\'';
  return quoted;
}

}  // namespace drydock::render
