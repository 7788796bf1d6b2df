#include "core/json/stream.h"

namespace drydock {
namespace {

/// Bytes of the UTF-8 sequence that starts at `i`; 0 when there is none.
size_t utf8_length(std::string_view text, size_t i) {
  auto byte = [&](size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
  };
  unsigned char first = byte(i);
  size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (first > 0xF4) return 0;
  for (size_t k = 1; k < length; ++k) {
    if ((byte(i + k) & 0xC0) != 0x80) return 0;
  }
  unsigned char second = byte(i + 1);
  bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  bool no_character = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
  return overlong || no_character ? 0 : length;
}

bool is_plain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '#'; }

}  // namespace

JsonStream& JsonStream::key(std::string_view name) {
  separate();
  quote(name);
  out_ += ": ";
  after_key_ = true;
  return *this;
}

JsonStream& JsonStream::text(std::string_view value) {
  separate();
  quote(value);
  return *this;
}

JsonStream& JsonStream::number(int64_t value) {
  separate();
  out_ += std::to_string(value);
  return *this;
}

JsonStream& JsonStream::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
  return *this;
}

JsonStream& JsonStream::null() {
  separate();
  out_ += "null";
  return *this;
}

JsonStream& JsonStream::json(std::string_view value) {
  separate();
  out_ += value;
  return *this;
}

std::string JsonStream::take() {
  out_ += '\n';
  return std::move(out_);
}

JsonStream& JsonStream::begin(char bracket) {
  separate();
  out_ += bracket;
  levels_.emplace_back();
  return *this;
}

JsonStream& JsonStream::end(char bracket) {
  bool empty = levels_.back().empty;
  levels_.pop_back();
  if (!empty) out_ += '\n' + std::string(levels_.size() * 2, ' ');
  out_ += bracket;
  return *this;
}

void JsonStream::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  out_ += levels_.back().empty ? "\n" : ",\n";
  out_.append(levels_.size() * 2, ' ');
  levels_.back().empty = false;
}

void JsonStream::quote(std::string_view text) {
  out_ += '"';
  for (size_t i = 0; i < text.size();) {
    size_t plain = i;
    while (plain < text.size() && is_plain(text[plain])) ++plain;
    out_.append(text, i, plain - i);
    i = plain;
    if (i == text.size()) break;
    unsigned char c = static_cast<unsigned char>(text[i]);
    size_t length = utf8_length(text, i);
    if (c == '#') {
      // "##[" and "##vso[" are commands in the logs of CI services, wherever they stand.
      out_ += i > 0 && text[i - 1] == '#' ? "\\u0023" : "#";
    } else if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += text[i];
    } else if (c < 0x20 || c == 0x7F) {
      out_ += fmt::format("\\u{:04x}", c);
    } else if (length == 0) {
      out_ += "\\ufffd";
    } else {
      out_ += text.substr(i, length);
    }
    i += std::max<size_t>(1, length);
  }
  out_ += '"';
}

}  // namespace drydock
