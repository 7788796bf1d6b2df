#include <array>

#include "core/unicode.h"
#include "core/yaml/scan.h"

namespace drydock {
namespace {

// Which characters may end the fast part of a scan. Bytes 0xC2 and 0xE2 may begin a line break.
constexpr uint8_t kEndsPlain = 1;      // in a block
constexpr uint8_t kEndsFlowPlain = 2;  // between brackets
constexpr uint8_t kEndsDouble = 4;
constexpr uint8_t kEndsSingle = 8;
constexpr uint8_t kEndsLine = 16;

constexpr std::array<uint8_t, 256> kStops = [] {
  std::array<uint8_t, 256> stops{};
  auto mark = [&stops](std::string_view characters, uint8_t flag) {
    for (char c : characters) stops[static_cast<uint8_t>(c)] |= flag;
  };
  mark(std::string_view("\n\r\0\xC2\xE2", 5),
       kEndsPlain | kEndsFlowPlain | kEndsDouble | kEndsSingle | kEndsLine);
  mark(" \t:", kEndsPlain | kEndsFlowPlain);
  mark(",?[]{}", kEndsFlowPlain);
  mark(" \t\"\\", kEndsDouble);
  mark(" \t'", kEndsSingle);
  return stops;
}();

bool stops(char c, uint8_t flag) { return (kStops[static_cast<uint8_t>(c)] & flag) != 0; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

}  // namespace

/// Joins two lines: one line break becomes a blank, more lose the first one. LS and PS stay.
void YamlScanner::fold_breaks() {
  if (first_break_ == "\n") {
    value_ += more_breaks_.empty() ? std::string_view(" ") : std::string_view(more_breaks_);
  } else {
    value_ += first_break_;
    value_ += more_breaks_;
  }
  first_break_.clear();
  more_breaks_.clear();
}

// Plain scalars.

/// Reads plain text up to the end of the line or of the scalar. Returns the end of its last
/// character that is no blank; `p_` then stands behind the blanks.
const char* YamlScanner::scan_plain_line() {
  uint8_t flag = flow_level_ > 0 ? kEndsFlowPlain : kEndsPlain;
  const char* end = p_;
  while (true) {
    while (!stops(*p_, flag)) ++p_;
    switch (*p_) {
      case ' ':
      case '\t':
        if (end != p_ && p_[-1] != ' ' && p_[-1] != '\t') end = p_;
        ++p_;
        if (*p_ == '#') return end;
        continue;
      case ':':
        if (is_blankz(p_ + 1)) break;
        ++p_;
        continue;
      case '\xC2':
      case '\xE2':
        if (is_break(p_)) break;
        ++p_;
        continue;
      default:
        break;
    }
    if (p_ != end && p_[-1] != ' ' && p_[-1] != '\t') end = p_;
    return end;
  }
}

/// Steps over the line breaks behind plain text, and over the blanks of the lines. False when the
/// next line is not indented enough to belong to the scalar.
bool YamlScanner::scan_plain_breaks(YamlMark start, int64_t indent) {
  append_break(first_break_);
  while (true) {
    while (*p_ == ' ' || *p_ == '\t') {
      if (*p_ == '\t' && column() < indent) fail(YamlProblem::TabInPlainScalar, start);
      ++p_;
    }
    if (!is_break(p_)) break;
    append_break(more_breaks_);
  }
  return flow_level_ > 0 || column() >= indent;
}

void YamlScanner::fetch_plain_scalar() {
  save_simple_key();
  simple_key_allowed_ = false;
  YamlToken token;
  token.type = YamlTokenType::Scalar;
  token.start = mark();
  after_line_break_ = false;
  const char* first = p_;
  const char* begin = p_;
  const char* end = scan_plain_line();
  token.text = between(begin, end);
  token.length = static_cast<uint32_t>(end - first);
  bool lines = false;
  while (is_break(p_)) {
    bool goes_on = scan_plain_breaks(token.start, indent_ + 1);
    bool marker = at_line_start() && is_document_indicator();
    begin = p_;
    if (goes_on && !marker && *p_ != '#') end = scan_plain_line();
    if (begin == p_ || end <= begin) break;
    if (!lines) value_.assign(token.text);
    lines = true;
    fold_breaks();
    value_.append(begin, end);
    token.length = static_cast<uint32_t>(end - first);
    after_line_break_ = false;
  }
  // Line breaks behind the scalar let a key begin.
  if (!first_break_.empty()) simple_key_allowed_ = true;
  first_break_.clear();
  more_breaks_.clear();
  if (lines) token.text = arena_.copy(value_);
  push(std::move(token));
}

// Quoted scalars.

void YamlScanner::fetch_quoted_scalar(char quote) {
  save_simple_key();
  simple_key_allowed_ = false;
  YamlToken token;
  token.type = YamlTokenType::Scalar;
  token.style = quote == '"' ? NodeStyle::DoubleQuoted : NodeStyle::SingleQuoted;
  token.start = mark();
  const char* first = p_;
  const char* begin = ++p_;
  while (!stops(*p_, quote == '"' ? kEndsDouble : kEndsSingle) || *p_ == ' ' || *p_ == '\t') ++p_;
  if (*p_ == quote && (quote == '"' || p_[1] != '\'')) {
    token.text = between(begin, p_);  // the usual case: one line, no escapes
  } else {
    p_ = begin;
    scan_quoted_text(quote, token.start);
    token.text = arena_.copy(value_);
  }
  ++p_;
  token.length = static_cast<uint32_t>(p_ - first);
  after_line_break_ = false;
  push(std::move(token));
}

/// Reads quoted text into `value_`, up to its closing quote.
void YamlScanner::scan_quoted_text(char quote, YamlMark start) {
  value_.clear();
  while (true) {
    if (at_line_start() && is_document_indicator()) fail(YamlProblem::MarkerInQuotes, start);
    if (p_ == end_) fail(YamlProblem::QuoteNotClosed, start);
    bool escaped_break = scan_quoted_line(quote, start);
    if (*p_ == quote) return;
    scan_quoted_blanks(escaped_break);
  }
}

/// Reads quoted text up to a blank, a line break or the closing quote. True when it ends in an
/// escaped line break.
bool YamlScanner::scan_quoted_line(char quote, YamlMark start) {
  uint8_t flag = quote == '"' ? kEndsDouble : kEndsSingle;
  while (true) {
    const char* begin = p_;
    while (!stops(*p_, flag)) ++p_;
    value_.append(begin, p_);
    if (is_blankz(p_)) return false;
    if (*p_ == '\'' && quote == '\'' && p_[1] == '\'') {
      value_.push_back('\'');
      p_ += 2;
    } else if (*p_ == quote) {
      return false;
    } else if (*p_ == '\\' && is_break(p_ + 1)) {
      ++p_;
      next_line();
      return true;
    } else if (*p_ == '\\') {
      scan_escape(start);
    } else {
      value_.push_back(*p_++);
    }
  }
}

/// Reads the blanks and line breaks between the words of a quoted text. After an escaped line break
/// nothing but further line breaks counts.
void YamlScanner::scan_quoted_blanks(bool escaped_break) {
  const char* begin = p_;
  bool breaks = escaped_break;
  while (true) {
    if (*p_ == ' ' || *p_ == '\t') {
      ++p_;
    } else if (is_break(p_)) {
      append_break(breaks ? more_breaks_ : first_break_);
      breaks = true;
    } else {
      break;
    }
  }
  if (!breaks) {
    value_.append(begin, p_);
  } else {
    fold_breaks();
  }
}

void YamlScanner::scan_escape(YamlMark start) {
  int digits = 0;
  switch (p_[1]) {
    case '0':
      value_.push_back('\0');
      break;
    case 'a':
      value_.push_back('\x07');
      break;
    case 'b':
      value_.push_back('\x08');
      break;
    case 't':
    case '\t':
      value_.push_back('\t');
      break;
    case 'n':
      value_.push_back('\n');
      break;
    case 'v':
      value_.push_back('\x0B');
      break;
    case 'f':
      value_.push_back('\x0C');
      break;
    case 'r':
      value_.push_back('\r');
      break;
    case 'e':
      value_.push_back('\x1B');
      break;
    case ' ':
    case '"':
    case '\'':
    case '\\':
      value_.push_back(p_[1]);
      break;
    case 'N':
      value_.append("\xC2\x85");
      break;
    case '_':
      value_.append("\xC2\xA0");
      break;
    case 'L':
      value_.append("\xE2\x80\xA8");
      break;
    case 'P':
      value_.append("\xE2\x80\xA9");
      break;
    case 'x':
      digits = 2;
      break;
    case 'u':
      digits = 4;
      break;
    case 'U':
      digits = 8;
      break;
    default:
      fail(YamlProblem::UnknownEscape, start);
  }
  p_ += 2;
  if (digits > 0) scan_code_point(start, digits);
}

void YamlScanner::scan_code_point(YamlMark start, int digits) {
  uint32_t value = 0;
  for (int i = 0; i < digits; ++i) {
    int digit = hex_digit(p_[i]);
    if (digit < 0) fail(YamlProblem::NoHexDigit, start);
    value = value << 4 | static_cast<uint32_t>(digit);
  }
  bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (surrogate || value > 0x10FFFF) fail(YamlProblem::NoCodePoint, start);
  append_rune(value_, value);
  p_ += digits;
}

// Block scalars.

struct YamlScanner::BlockHeader {
  char chomping = ' ';  // '+' keeps the line breaks at the end, '-' strips them
  int indent = 0;       // further than the parent; 0 when the text decides
  const char* end = nullptr;
};

YamlScanner::BlockHeader YamlScanner::scan_block_header(YamlMark start) {
  BlockHeader header;
  auto chomping = [&] {
    if (*p_ == '+' || *p_ == '-') header.chomping = *p_++;
  };
  auto indent = [&] {
    if (*p_ == '0') fail(YamlProblem::ZeroIndent, start);
    if (*p_ >= '1' && *p_ <= '9') header.indent = *p_++ - '0';
  };
  chomping();
  indent();
  if (header.chomping == ' ') chomping();
  skip_rest_of_line();
  if (!is_breakz(p_)) fail(YamlProblem::NoLineEnd, start);
  header.end = p_;
  if (is_break(p_)) next_line();
  return header;
}

/// Steps over empty lines and the indentation of the next one. An `indent` of 0 becomes that of the
/// first line with text, or of the longest one without.
void YamlScanner::scan_block_breaks(int64_t& indent, YamlMark start) {
  int64_t longest = 0;
  while (true) {
    while (*p_ == ' ' && (indent == 0 || p_ - line_start_ < indent)) ++p_;
    int64_t here = p_ - line_start_;
    longest = std::max(longest, here);
    if (*p_ == '\t' && (indent == 0 || here < indent)) {
      fail(YamlProblem::TabInBlockScalar, start);
    }
    if (!is_break(p_)) break;
    append_break(more_breaks_);
  }
  if (indent == 0) indent = std::max({longest, indent_ + 1, int64_t{1}});
}

void YamlScanner::fetch_block_scalar(bool literal) {
  remove_simple_key();
  simple_key_allowed_ = true;
  YamlToken token;
  token.type = YamlTokenType::Scalar;
  token.style = literal ? NodeStyle::Literal : NodeStyle::Folded;
  token.start = mark();
  const char* first = p_;
  ++p_;
  BlockHeader header = scan_block_header(token.start);
  int64_t indent = header.indent > 0 ? std::max<int64_t>(indent_, 0) + header.indent : 0;
  value_.clear();
  const char* last = header.end;  // of the last line
  scan_block_breaks(indent, token.start);
  bool was_blank = false;  // the last line began with a blank
  while (p_ - line_start_ == indent && p_ != end_) {
    bool blank = *p_ == ' ' || *p_ == '\t';
    if (!literal && !was_blank && !blank && first_break_ == "\n") {
      if (more_breaks_.empty()) value_.push_back(' ');
    } else {
      value_ += first_break_;
    }
    first_break_.clear();
    value_ += more_breaks_;
    more_breaks_.clear();
    was_blank = blank;
    const char* begin = p_;
    while (!stops(*p_, kEndsLine) || !is_breakz(p_)) ++p_;
    value_.append(begin, p_);
    last = p_;
    if (p_ != end_) append_break(first_break_);
    scan_block_breaks(indent, token.start);
  }
  if (header.chomping != '-') value_ += first_break_;
  if (header.chomping == '+') {
    value_ += more_breaks_;
    // The line breaks at the end are text, too, but for the very last one.
    if (!more_breaks_.empty())
      last = line_start_ - (line_start_[-1] == '\n' && line_start_[-2] == '\r' ? 2 : 1);
  }
  token.length = static_cast<uint32_t>(last - first);
  first_break_.clear();
  more_breaks_.clear();
  token.text = arena_.copy(value_);
  push(std::move(token));
}

}  // namespace drydock
