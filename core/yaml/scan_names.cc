#include "core/yaml/scan.h"

namespace drydock {
namespace {

bool is_name_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
         c == '-';
}

bool is_uri_character(char c) {
  constexpr std::string_view kMarks = ";/?:@&=+$,.!~*'()[]%";
  return is_name_character(c) || (c != '\0' && kMarks.find(c) != std::string_view::npos);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// Bytes of a UTF-8 character with this first byte; 0 when there is none.
int utf8_width(uint8_t lead) {
  if (lead < 0x80) return 1;
  if ((lead & 0xE0) == 0xC0) return 2;
  if ((lead & 0xF0) == 0xE0) return 3;
  return (lead & 0xF8) == 0xF0 ? 4 : 0;
}

}  // namespace

void YamlScanner::skip_blanks() {
  while (*p_ == ' ' || *p_ == '\t') ++p_;
}

/// After a directive or the head of a block scalar: blanks, a comment, a line break.
void YamlScanner::skip_rest_of_line() {
  skip_blanks();
  if (*p_ == '#') {
    while (!is_breakz(p_)) ++p_;
  }
}

std::string_view YamlScanner::scan_name() {
  const char* begin = p_;
  while (is_name_character(*p_)) ++p_;
  return {begin, static_cast<size_t>(p_ - begin)};
}

void YamlScanner::fetch_directive() {
  end_blocks();
  YamlMark start = mark();
  ++p_;
  std::string_view name = scan_name();
  if (name.empty()) fail(YamlProblem::NoDirectiveName, start);
  if (!is_blankz(p_)) fail(YamlProblem::DirectiveCharacter, start);
  YamlToken token;
  if (name == "YAML") {
    token = scan_version(start);
  } else if (name == "TAG") {
    token = scan_tag_directive(start);
  } else {
    fail(YamlProblem::UnknownDirective, start);
  }
  token.start = start;
  skip_rest_of_line();
  if (!is_breakz(p_)) fail(YamlProblem::NoLineEnd, start);
  after_line_break_ = false;
  if (is_break(p_)) next_line();
  push(std::move(token));
}

YamlToken YamlScanner::scan_version(YamlMark start) {
  skip_blanks();
  char version[2];
  version[0] = static_cast<char>(scan_version_number(start));
  if (*p_ != '.') fail(YamlProblem::NoVersionPoint, start);
  ++p_;
  version[1] = static_cast<char>(scan_version_number(start));
  YamlToken token;
  token.type = YamlTokenType::VersionDirective;
  token.suffix = arena_.copy({version, 2});
  return token;
}

uint8_t YamlScanner::scan_version_number(YamlMark start) {
  constexpr int kMaxDigits = 2;
  int value = 0;
  int digits = 0;
  for (; *p_ >= '0' && *p_ <= '9'; ++p_) {
    if (++digits > kMaxDigits) fail(YamlProblem::LongVersion, start);
    value = value * 10 + (*p_ - '0');
  }
  if (digits == 0) fail(YamlProblem::NoVersion, start);
  return static_cast<uint8_t>(value);
}

YamlToken YamlScanner::scan_tag_directive(YamlMark start) {
  skip_blanks();
  YamlToken token;
  token.type = YamlTokenType::TagDirective;
  token.text = scan_tag_handle(true, start);
  if (*p_ != ' ' && *p_ != '\t') fail(YamlProblem::NoBlankInDirective, start);
  skip_blanks();
  token.suffix = scan_tag_uri({}, start);
  if (!is_blankz(p_)) fail(YamlProblem::NoBlankAfterTag, start);
  return token;
}

void YamlScanner::fetch_anchor(YamlTokenType type) {
  save_simple_key();
  simple_key_allowed_ = false;
  YamlToken token;
  token.type = type;
  token.start = mark();
  ++p_;
  token.text = scan_name();
  constexpr std::string_view kMayFollow = "?:,]}%@`";
  bool ended = is_blankz(p_) || kMayFollow.find(*p_) != std::string_view::npos;
  if (token.text.empty() || !ended) fail(YamlProblem::NoName, token.start);
  after_line_break_ = false;
  push(std::move(token));
}

void YamlScanner::fetch_tag() {
  save_simple_key();
  simple_key_allowed_ = false;
  YamlToken token;
  token.type = YamlTokenType::Tag;
  token.start = mark();
  if (p_[1] == '<') {
    p_ += 2;
    token.suffix = scan_tag_uri({}, token.start);
    if (*p_ != '>') fail(YamlProblem::TagNotClosed, token.start);
    ++p_;
  } else {
    std::string_view handle = scan_tag_handle(false, token.start);
    if (handle.size() > 1 && handle.back() == '!') {
      token.text = handle;
      token.suffix = scan_tag_uri({}, token.start);
    } else {
      // No handle after all: what was read belongs to the name. "!" alone is a name, too.
      token.suffix = scan_tag_uri(handle, token.start);
      token.text = "!";
      if (token.suffix.empty()) std::swap(token.text, token.suffix);
    }
  }
  if (!is_blankz(p_)) fail(YamlProblem::NoBlankAfterTag, token.start);
  after_line_break_ = false;
  push(std::move(token));
}

std::string_view YamlScanner::scan_tag_handle(bool directive, YamlMark start) {
  if (*p_ != '!') fail(YamlProblem::NoExclamationMark, start);
  const char* begin = p_++;
  scan_name();
  if (*p_ == '!') {
    ++p_;
  } else if (directive && p_ - begin > 1) {
    fail(YamlProblem::NoExclamationMark, start);
  }
  return {begin, static_cast<size_t>(p_ - begin)};
}

/// The name of a tag, whose beginning may have been read as a handle already: all of it but its "!"
/// belongs to the name.
std::string_view YamlScanner::scan_tag_uri(std::string_view head, YamlMark start) {
  std::string uri(head.substr(head.empty() ? 0 : 1));
  bool found = !head.empty();
  while (is_uri_character(*p_)) {
    if (*p_ == '%') {
      scan_uri_escape(start, uri);
    } else {
      uri.push_back(*p_++);
    }
    found = true;
  }
  if (!found) fail(YamlProblem::NoTagUri, start);
  return arena_.copy(uri);
}

/// "%C3%A9": the bytes of one character.
void YamlScanner::scan_uri_escape(YamlMark start, std::string& out) {
  int left = 0;
  do {
    int high = *p_ == '%' ? hex_digit(p_[1]) : -1;
    int low = high >= 0 ? hex_digit(p_[2]) : -1;
    if (low < 0) fail(YamlProblem::NoUriEscape, start);
    auto octet = static_cast<uint8_t>(high << 4 | low);
    if (left == 0) {
      left = utf8_width(octet);
      if (left == 0) fail(YamlProblem::UriLeadingOctet, start);
    } else if ((octet & 0xC0) != 0x80) {
      fail(YamlProblem::UriTrailingOctet, start);
    }
    // Tags are kept NUL-terminated; no tag with a NUL means anything.
    if (octet == 0) {
      out.append("\xEF\xBF\xBD");
    } else {
      out.push_back(static_cast<char>(octet));
    }
    p_ += 3;
  } while (--left > 0);
}

}  // namespace drydock
