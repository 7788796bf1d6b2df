#include "validate/server/cel_lexer.h"

#include <fmt/format.h>

#include <algorithm>

namespace drydock::validate::server {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }
bool is_name_start(char c) { return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_'; }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

constexpr std::string_view kPairs[] = {"&&", "||", "==", "!=", "<=", ">="};
constexpr std::string_view kSymbols = "<>+-*/%!?:.,()[]{}";

}  // namespace

std::string CelLexer::position(size_t offset) const {
  std::string_view before = source_.substr(0, std::min(offset, source_.size()));
  auto lines = std::count(before.begin(), before.end(), '\n');
  size_t column = before.size() - (before.rfind('\n') + 1) + 1;
  return fmt::format("{}:{}", lines + 1, column);
}

void CelLexer::finish(CelToken kind, size_t end) {
  kind_ = kind;
  end_ = std::min(end, source_.size());
  text_ = source_.substr(start_, end_ - start_);
}

void CelLexer::skip_blank() {
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

void CelLexer::read_name() {
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
  finish(CelToken::Name, end);
}

void CelLexer::read_number() {
  size_t end = start_;
  if (at(end) == '0' && at(end + 1) == 'x' && is_hex(at(end + 2))) {
    end += 2;
    while (is_hex(at(end))) ++end;
    if ((at(end) | 0x20) == 'u') ++end;
    return finish(CelToken::Integer, end);
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
  finish(is_float ? CelToken::Float : CelToken::Integer, end);
}

/// How long the escape is whose backslash is at a place; 0 when there is none of that form.
size_t CelLexer::escape_length(size_t place, bool bytes) const {
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

void CelLexer::read_text(size_t prefix) {
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
      return finish(bytes ? CelToken::Bytes : CelToken::Text, place + (triple ? 3 : 1));
    }
    if (!triple && (c == '\n' || c == '\r')) break;
    size_t length = c == '\\' && !raw ? escape_length(place, bytes) : 1;
    if (length == 0) break;
    place += length;
  }
  finish(CelToken::Wrong, source_.size());
}

void CelLexer::next() {
  start_ = end_;
  skip_blank();
  char c = at(start_);
  if (start_ >= source_.size()) return finish(CelToken::End, start_);
  if (is_name_start(c)) return read_name();
  if (is_digit(c) || (c == '.' && is_digit(at(start_ + 1)))) return read_number();
  if (c == '"' || c == '\'') return read_text(0);
  if (c == '`') {
    size_t close = source_.find('`', start_ + 1);
    if (close == std::string_view::npos) return finish(CelToken::Wrong, source_.size());
    finish(CelToken::Quoted, close + 1);
    text_ = text_.substr(1, text_.size() - 2);
    return;
  }
  for (std::string_view pair : kPairs) {
    if (source_.substr(start_, 2) == pair) return finish(CelToken::Symbol, start_ + 2);
  }
  bool known = kSymbols.find(c) != std::string_view::npos;
  finish(known ? CelToken::Symbol : CelToken::Wrong, start_ + 1);
}

}  // namespace drydock::validate::server
