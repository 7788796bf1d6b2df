#include "validate/cel/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/unicode.h"

namespace drydock::validate::cel {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }
bool is_name_start(char c) { return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_'; }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

constexpr auto kReserved = std::to_array<std::string_view>(
    {"as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
     "package", "namespace", "return", "var", "void", "while"});
constexpr auto kLiterals = std::to_array<std::string_view>({"true", "false", "null", "in"});

uint32_t hex_value(std::string_view digits) {
  uint32_t value = 0;
  for (char c : digits) {
    value = value * 16 + static_cast<uint32_t>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return value;
}

char simple_escape(char c) {
  constexpr std::string_view kNames = "abfnrtv";
  constexpr std::string_view kBytes = "\a\b\f\n\r\t\v";
  size_t i = kNames.find(c);
  return i == std::string_view::npos ? c : kBytes[i];
}

void append_code(std::string& out, uint32_t code, bool is_bytes) {
  if (is_bytes) {
    out += static_cast<char>(code);
  } else {
    append_rune(out, code);
  }
}

/// Appends what the escape at the front stands for, and answers with its length.
size_t append_escape(std::string& out, std::string_view text, bool is_bytes) {
  char c = text[1];
  if (c == 'x' || c == 'X') {
    append_code(out, hex_value(text.substr(2, 2)), is_bytes);
    return 4;
  }
  if (c == 'u' || c == 'U') {
    size_t digits = c == 'u' ? 4 : 8;
    append_rune(out, hex_value(text.substr(2, digits)));
    return digits + 2;
  }
  if (is_digit(c)) {
    uint32_t code = 0;
    for (size_t i = 1; i < 4; ++i) code = code * 8 + static_cast<uint32_t>(text[i] - '0');
    append_code(out, code, is_bytes);
    return 4;
  }
  out += simple_escape(c);
  return 2;
}

constexpr std::string_view kPairs[] = {"&&", "||", "==", "!=", "<=", ">="};
constexpr std::string_view kSymbols = "<>+-*/%!?:.,()[]{}";

}  // namespace

bool is_reserved_word(std::string_view word) {
  return std::ranges::find(kReserved, word) != kReserved.end();
}

bool is_literal_word(std::string_view word) {
  return std::ranges::find(kLiterals, word) != kLiterals.end();
}

std::string decode_text(std::string_view literal, bool is_bytes) {
  bool raw = false;
  while (literal.front() != '"' && literal.front() != '\'') {
    raw |= (literal.front() | 0x20) == 'r';
    literal.remove_prefix(1);
  }
  bool triple = literal.size() >= 6 && literal[1] == literal[0] && literal[2] == literal[0];
  size_t quotes = triple ? 3 : 1;
  literal = literal.substr(quotes, literal.size() - 2 * quotes);
  std::string out;
  while (!literal.empty()) {
    size_t taken = 1;
    if (literal.front() == '\\' && !raw) {
      taken = append_escape(out, literal, is_bytes);
    } else if (literal.starts_with("\r\n")) {
      out += '\n';
      taken = 2;
    } else {
      out += literal.front() == '\r' ? '\n' : literal.front();
    }
    literal.remove_prefix(taken);
  }
  return out;
}

std::string Lexer::position(size_t offset) const {
  std::string_view before = source_.substr(0, std::min(offset, source_.size()));
  auto lines = std::count(before.begin(), before.end(), '\n');
  size_t column = count_runes(before.substr(before.rfind('\n') + 1)) + 1;
  return fmt::format("{}:{}", lines + 1, column);
}

void Lexer::finish(Token kind, size_t end) {
  kind_ = kind;
  end_ = std::min(end, source_.size());
  text_ = source_.substr(start_, end_ - start_);
}

void Lexer::skip_blank() {
  while (start_ < source_.size()) {
    char c = source_[start_];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
      ++start_;
    } else if (c == '/' && at(start_ + 1) == '/') {
      start_ = std::min(source_.find('\n', start_), source_.size());
    } else {
      return;
    }
  }
}

void Lexer::read_name() {
  size_t end = start_;
  while (is_name_part(at(end))) ++end;
  size_t length = end - start_;
  bool quote = at(end) == '"' || at(end) == '\'';
  auto is_prefix = [&](size_t i) {
    return ((at(start_ + i) | 0x20) == 'r') || ((at(start_ + i) | 0x20) == 'b');
  };
  if (quote && ((length == 1 && is_prefix(0)) || (length == 2 && is_prefix(0) && is_prefix(1)))) {
    return read_text(length);
  }
  finish(Token::Name, end);
}

void Lexer::read_number() {
  size_t end = start_;
  if (at(end) == '0' && at(end + 1) == 'x' && is_hex(at(end + 2))) {
    end += 2;
    while (is_hex(at(end))) ++end;
    if ((at(end) | 0x20) == 'u') ++end;
    return finish(Token::Integer, end);
  }
  while (is_digit(at(end))) ++end;
  bool is_float = false;
  if (at(end) == '.' && is_digit(at(end + 1))) {
    is_float = true;
    ++end;
    while (is_digit(at(end))) ++end;
  }
  if ((at(end) | 0x20) == 'e') {
    size_t digits = end + 1 + (at(end + 1) == '+' || at(end + 1) == '-');
    if (is_digit(at(digits))) {
      is_float = true;
      end = digits;
      while (is_digit(at(end))) ++end;
    }
  }
  if (!is_float && (at(end) | 0x20) == 'u') ++end;
  finish(is_float ? Token::Float : Token::Integer, end);
}

/// How long the escape is whose backslash is at a place; 0 when there is none of that form.
size_t Lexer::escape_length(size_t place, bool bytes) const {
  char c = at(place + 1);
  auto digits = [&](size_t count, auto&& is_right) {
    for (size_t i = 0; i < count; ++i) {
      if (!is_right(at(place + 2 + i))) return size_t{0};
    }
    return count + 2;
  };
  if (std::string_view("abfnrtv\\?\"'`").find(c) != std::string_view::npos && c != '\0') return 2;
  if (c == 'x' || c == 'X') return digits(2, is_hex);
  if (c == 'u' && !bytes) return digits(4, is_hex);
  if (c == 'U' && !bytes) return digits(8, is_hex);
  if (c >= '0' && c <= '3') return digits(2, [](char d) { return d >= '0' && d <= '7'; });
  return 0;
}

void Lexer::read_text(size_t prefix) {
  bool raw = false;
  bool bytes = false;
  for (size_t i = 0; i < prefix; ++i) {
    raw |= (at(start_ + i) | 0x20) == 'r';
    bytes |= (at(start_ + i) | 0x20) == 'b';
  }
  size_t place = start_ + prefix;
  char quote = at(place);
  bool triple = at(place + 1) == quote && at(place + 2) == quote;
  place += triple ? 3 : 1;
  while (place < source_.size()) {
    char c = source_[place];
    if (c == quote && (!triple || (at(place + 1) == quote && at(place + 2) == quote))) {
      return finish(bytes ? Token::Bytes : Token::Text, place + (triple ? 3 : 1));
    }
    if (!triple && (c == '\n' || c == '\r')) break;
    size_t length = c == '\\' && !raw ? escape_length(place, bytes) : 1;
    if (length == 0) break;
    place += length;
  }
  finish(Token::Wrong, source_.size());
}

void Lexer::next() {
  start_ = end_;
  skip_blank();
  char c = at(start_);
  if (start_ >= source_.size()) return finish(Token::End, start_);
  if (is_name_start(c)) return read_name();
  if (is_digit(c) || (c == '.' && is_digit(at(start_ + 1)))) return read_number();
  if (c == '"' || c == '\'') return read_text(0);
  if (c == '`') {
    size_t close = source_.find('`', start_ + 1);
    if (close == std::string_view::npos) return finish(Token::Wrong, source_.size());
    finish(Token::Quoted, close + 1);
    text_ = text_.substr(1, text_.size() - 2);
    return;
  }
  for (std::string_view pair : kPairs) {
    if (source_.substr(start_, 2) == pair) return finish(Token::Symbol, start_ + 2);
  }
  bool known = kSymbols.find(c) != std::string_view::npos;
  finish(known ? Token::Symbol : Token::Wrong, start_ + 1);
}

}  // namespace drydock::validate::cel
