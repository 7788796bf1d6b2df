#include "core/yaml/emit_scalar.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/unicode.h"
#include "core/yaml/resolve.h"

namespace drydock {
namespace {

// What a byte may mean for the form of a text. Ordinary ones have no bit.
constexpr uint8_t kSpace = 1;
constexpr uint8_t kColon = 2;
constexpr uint8_t kHash = 4;
constexpr uint8_t kNewline = 8;
constexpr uint8_t kTab = 16;
constexpr uint8_t kControl = 32;
constexpr uint8_t kDelete = 64;
constexpr uint8_t kHigh = 128;  // part of a code point beyond ASCII

constexpr std::array<uint8_t, 256> kByteBits = [] {
  std::array<uint8_t, 256> bits{};
  for (int c = 0; c < 0x20; ++c) bits[c] = kControl;
  for (int c = 0x80; c < 0x100; ++c) bits[c] = kHigh;
  bits[' '] = kSpace;
  bits[':'] = kColon;
  bits['#'] = kHash;
  bits['\n'] = kNewline;
  bits['\t'] = kTab;
  bits[0x7F] = kControl | kDelete;
  return bits;
}();

/// Bytes that occur in numbers, timestamps, infinities and the like.
constexpr std::array<bool, 256> kInNumbers = [] {
  std::array<bool, 256> in{};
  for (char c : std::string_view("0123456789+-._:, abcdefABCDEFxXoOtTzZiInN")) {
    in[static_cast<uint8_t>(c)] = true;
  }
  return in;
}();

uint8_t start_of(std::string_view text) { return kScalarStarts[static_cast<uint8_t>(text[0])]; }

bool is_decimal(char c) { return c >= '0' && c <= '9'; }

/// [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?
bool is_base_60(std::string_view text) {
  size_t at = text[0] == '+' || text[0] == '-' ? 1 : 0;
  if (at == text.size() || !is_decimal(text[at])) return false;
  while (at < text.size() && (is_decimal(text[at]) || text[at] == '_')) ++at;
  if (at == text.size() || text[at] != ':') return false;
  while (at < text.size() && text[at] == ':') {
    ++at;
    if (at == text.size() || !is_decimal(text[at])) return false;
    bool two = at + 1 < text.size() && is_decimal(text[at + 1]);
    if (two && text[at] > '5') return false;
    at += two ? 2 : 1;
  }
  if (at < text.size() && text[at] == '.') {
    ++at;
    while (at < text.size() && (is_decimal(text[at]) || text[at] == '_')) ++at;
  }
  return at == text.size();
}

/// All in small letters, all in capitals, or with one capital.
bool is_spelling_of(std::string_view text, std::string_view word) {
  bool first_small = text[0] == word[0];
  if (!first_small && text[0] != word[0] - 32) return false;
  std::string_view rest = text.substr(1);
  if (rest == word.substr(1)) return true;
  return !first_small && std::equal(rest.begin(), rest.end(), word.begin() + 1,
                                    [](char c, char small) { return c == small - 32; });
}

/// What v2 reads as a boolean or null. v3 does not read all of them so, but quotes them all the
/// same.
bool is_reserved_word(std::string_view text) {
  switch (text.size()) {
    case 1:
      return text == "~" || is_spelling_of(text, "y") || is_spelling_of(text, "n");
    case 2:
      return is_spelling_of(text, "no") || is_spelling_of(text, "on");
    case 3:
      return is_spelling_of(text, "yes") || is_spelling_of(text, "off");
    case 4:
      return is_spelling_of(text, "true") || is_spelling_of(text, "null");
    case 5:
      return is_spelling_of(text, "false");
    default:
      return false;
  }
}

/// Whether a plain scalar with this text would be something else than a string, to readers of YAML
/// 1.1 or 1.2.
bool reads_as_other_type(std::string_view text, YamlEmitter emitter) {
  if (!may_be_other_type(text)) return false;
  if (start_of(text) & kMaybeWord) return true;
  YamlDialect dialect = emitter == YamlEmitter::V2 ? YamlDialect::Sigs : YamlDialect::Kustomize;
  return is_base_60(text) || resolve_plain(text, dialect).type != ScalarType::String;
}

/// Length of the line break at an offset other than a line feed: U+2028 and U+2029; else 0.
size_t wide_break(std::string_view text, size_t at) {
  return text.size() - at >= 3 && text[at] == '\xE2' && text[at + 1] == '\x80' &&
                 (text[at + 2] == '\xA8' || text[at + 2] == '\xA9')
             ? 3
             : 0;
}

/// What a multi-byte character means: sets flags of `shape`; true when it must be escaped.
bool note_high_rune(DecodedRune next, ScalarShape& shape) {
  if (next.rune == kRuneError && next.size == 1) {
    shape.facts |= ScalarShape::kInvalidUtf8 | ScalarShape::kChangedByJson;
    return false;
  }
  if (next.rune == 0x2028 || next.rune == 0x2029) {
    shape.facts |= ScalarShape::kWideBreak | ScalarShape::kMultiline;
    return false;
  }
  if (next.rune == 0x85) shape.facts |= ScalarShape::kMultiline;
  bool refused = next.rune < 0xA0 || next.rune == 0xFFFE || next.rune == 0xFFFF;
  if (refused) shape.facts |= ScalarShape::kChangedByJson;
  return refused || next.rune == 0xFEFF || next.rune > 0xFFFF;
}

/// Looks at all characters beyond ASCII. True when one must be escaped.
bool scan_high_runes(std::string_view text, ScalarShape& shape) {
  shape.facts |= ScalarShape::kNotAscii;
  bool special = false;
  for (size_t i = 0; i < text.size();) {
    if (static_cast<uint8_t>(text[i]) < 0x80) {
      ++i;
      continue;
    }
    DecodedRune next = decode_rune(text.substr(i));
    special |= note_high_rune(next, shape);
    i += static_cast<size_t>(next.size);
  }
  return special;
}

/// Whether a text of one line may stand without quotes, as far as indicators go.
bool is_plain_line(std::string_view text, uint8_t bits) {
  uint8_t start = start_of(text);
  if (start & kIndicator) return false;
  if ((start & kIndicatorIfAlone) && (text.size() == 1 || text[1] == ' ')) return false;
  if (text.starts_with("---") || text.starts_with("...")) return false;
  if (bits & kSpace) {
    if (text.front() == ' ' || text.back() == ' ') return false;
    if ((bits & kHash) && text.find(" #") != std::string_view::npos) return false;
    if ((bits & kColon) && text.find(": ") != std::string_view::npos) return false;
  }
  return !(bits & kColon) || text.back() != ':';
}

/// Whether a text with line feeds may be a literal block, as far as spaces go.
bool is_literal_text(std::string_view text) {
  return text.back() != ' ' && text.find(" \n") == std::string_view::npos;
}

/// How blanks and line breaks meet in a text with U+2028 or U+2029.
struct BreakContext {
  bool space_break = false;  // a space stands before a line break
  bool break_space = false;  // a space stands after a line break
};

BreakContext find_breaks(std::string_view text) {
  BreakContext found;
  bool after_space = false;
  bool after_break = false;
  for (size_t i = 0; i < text.size();) {
    size_t width = text[i] == '\n' ? 1 : wide_break(text, i);
    bool space = text[i] == ' ';
    found.break_space |= space && after_break;
    found.space_break |= width > 0 && after_space;
    after_space = space;
    after_break = width > 0;
    i += width > 0 ? width : 1;
  }
  return found;
}

ScalarForm form_with_wide_breaks(std::string_view text, uint8_t bits, bool special, bool tabs,
                                 bool plain_allowed) {
  BreakContext breaks = find_breaks(text);
  bool has_newline = bits & kNewline;
  if (special || breaks.space_break) return ScalarForm::DoubleQuoted;
  if (has_newline) return text.back() != ' ' ? ScalarForm::Literal : ScalarForm::DoubleQuoted;
  // Such a text is never plain: it has a line break.
  bool single = plain_allowed && !breaks.break_space && !tabs;
  return single ? ScalarForm::SingleQuoted : ScalarForm::DoubleQuoted;
}

}  // namespace

namespace {

using Bytes16 = int8_t __attribute__((vector_size(16)));

/// All bytes of a text of 1 to 16 bytes, some of them twice, or ordinary letters for filling.
Bytes16 load_short(std::string_view text) {
  uint64_t halves[2];
  const char* data = text.data();
  size_t size = text.size();
  if (size >= 8) {
    std::memcpy(&halves[0], data, 8);
    std::memcpy(&halves[1], data + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(&halves[0], data, 4);
    std::memcpy(reinterpret_cast<char*>(halves) + 4, data + size - 4, 4);
    halves[1] = halves[0];
  } else {
    char few[8] = {data[0], data[size / 2], data[size - 1], 'a', 'a', 'a', 'a', 'a'};
    std::memcpy(&halves[0], few, 8);
    halves[1] = halves[0];
  }
  Bytes16 bytes;
  std::memcpy(&bytes, halves, 16);
  return bytes;
}

/// Whether all of the bytes have no bits in kByteBits.
bool are_ordinary(Bytes16 bytes) {
  // Bytes beyond ASCII are negative.
  auto other = (bytes <= ' ') | (bytes == ':') | (bytes == '#') | (bytes == 0x7F);
  uint64_t halves[2];
  std::memcpy(halves, &other, 16);
  return (halves[0] | halves[1]) == 0;
}

/// The bits of all bytes together.
uint8_t bits_of(std::string_view text) {
  size_t i = 0;
  if (text.size() <= 16) {
    if (are_ordinary(load_short(text))) return 0;
  } else {
    while (i + 16 <= text.size() && are_ordinary(load_short(text.substr(i, 16)))) i += 16;
  }
  uint8_t bits = 0;
  for (; i < text.size(); ++i) bits |= kByteBits[static_cast<uint8_t>(text[i])];
  return bits;
}

}  // namespace

bool may_be_word_or_number(std::string_view text) {
  if (start_of(text) & kMaybeWord) return is_reserved_word(text);
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return kInNumbers[static_cast<uint8_t>(c)]; });
}

ScalarShape shape_of_string(std::string_view text, YamlEmitter emitter) {
  ScalarShape shape;
  if (text.empty()) {
    shape.form = ScalarForm::DoubleQuoted;
    return shape;
  }
  uint8_t bits = bits_of(text);
  if (bits == 0 && start_of(text) == 0) return shape;

  if (bits & kSpace) shape.facts |= ScalarShape::kHasSpace;
  if (bits & kDelete) shape.facts |= ScalarShape::kChangedByJson;
  bool carriage_return = (bits & kControl) && text.find('\r') != std::string_view::npos;
  if ((bits & kNewline) || carriage_return) shape.facts |= ScalarShape::kMultiline;
  bool special = bits & kControl;
  if (bits & kHigh) special |= scan_high_runes(text, shape);
  // v3 has tabs in literal blocks only, v2 nowhere.
  bool tabs = bits & kTab;
  special |= tabs && emitter == YamlEmitter::V2;

  if (shape.has(ScalarShape::kWideBreak)) {
    bool plain = (bits & kNewline) || !reads_as_other_type(text, emitter);
    shape.form = form_with_wide_breaks(text, bits, special, tabs, plain);
  } else if (special) {
    shape.form = ScalarForm::DoubleQuoted;
  } else if (bits & kNewline) {
    shape.form = is_literal_text(text) ? ScalarForm::Literal : ScalarForm::DoubleQuoted;
  } else if (tabs || reads_as_other_type(text, emitter)) {
    shape.form = ScalarForm::DoubleQuoted;
  } else {
    shape.form = is_plain_line(text, bits) ? ScalarForm::Plain : ScalarForm::SingleQuoted;
  }
  return shape;
}

namespace {

int count_columns(std::string_view text, bool ascii) {
  if (ascii) return static_cast<int>(text.size());
  int columns = 0;
  for (char c : text) columns += (static_cast<uint8_t>(c) & 0xC0) != 0x80;
  return columns;
}

/// The lines of a folded text: a line break of it takes two. v3 looks at the beginning of the whole
/// text, not at what follows the break, to see whether it must; behind indented lines it need not.
std::string double_folds(std::string_view text) {
  size_t begin = std::min(text.find_first_not_of('\n'), text.size());
  bool doubles = begin < text.size() && text[begin] != ' ' && text[begin] != '\t';
  std::string lines(text.substr(0, begin));
  for (size_t i = begin; i < text.size();) {
    size_t end = std::min(text.find('\n', i), text.size());
    bool is_indented = text[i] == ' ' || text[i] == '\t';
    lines.append(text, i, end - i);
    if (end < text.size() && end > i && doubles && !is_indented) lines += '\n';
    if (end < text.size()) lines += '\n';
    i = end + 1;
  }
  return lines;
}

}  // namespace

void YamlOutput::put_slowly(std::string_view text) {
  flush();
  out_.append(text);
}

void YamlOutput::put_spaces_slowly(size_t count) {
  flush();
  out_.append(count, ' ');
}

void YamlOutput::write_styled(const YamlScalar& scalar, int indent, bool allow_breaks) {
  if (scalar.binary) write_word("!!binary");
  switch (scalar.shape.form) {
    case ScalarForm::Plain:
      write_space();
      write_flow_text(scalar, indent, allow_breaks, false);
      break;
    case ScalarForm::SingleQuoted:
      write_word("'");
      write_flow_text(scalar, indent, allow_breaks, true);
      put('\'');
      break;
    case ScalarForm::DoubleQuoted:
      write_word("\"");
      write_double_quoted(scalar.text, indent, allow_breaks);
      put('"');
      break;
    case ScalarForm::Literal:
      write_word("|");
      write_block_hints(scalar.text);
      return write_block_text(scalar, indent);
    case ScalarForm::Folded:
      write_word(">");
      write_block_hints(scalar.text);
      return write_block_text(
          {double_folds(scalar.text), scalar.shape, scalar.binary, scalar.comment}, indent);
  }
  whitespace_ = false;
  indention_ = false;
}

void YamlOutput::write_flow_text(const YamlScalar& scalar, int indent, bool allow_breaks,
                                 bool quoted) {
  std::string_view text = scalar.text;
  bool after_space = false;
  bool after_break = false;
  for (size_t i = 0; i < text.size();) {
    if (text[i] == ' ') {
      bool between = i > 0 && i + 1 < text.size() && text[i + 1] != ' ';
      if (allow_breaks && !after_space && column_ > width_ && between) {
        write_indent(indent);
      } else {
        put(' ');
      }
      after_space = true;
      ++i;
      continue;
    }
    if (size_t width = scalar.shape.has(ScalarShape::kWideBreak) ? wide_break(text, i) : 0) {
      // Go writes the character and then thinks it is on a new line.
      put(text.substr(i, width), 0);
      column_ = 0;
      indention_ = true;
      after_break = true;
      i += width;
      continue;
    }
    if (after_break) write_indent(indent);
    if (quoted && text[i] == '\'') put('\'');
    size_t end = i + 1;
    while (end < text.size() && text[end] != ' ' && (!quoted || text[end] != '\'') &&
           !(scalar.shape.has(ScalarShape::kWideBreak) && wide_break(text, end))) {
      ++end;
    }
    put(text.substr(i, end - i),
        count_columns(text.substr(i, end - i), !scalar.shape.has(ScalarShape::kNotAscii)));
    indention_ = after_space = after_break = false;
    i = end;
  }
}

namespace {

/// Whether a character stands for itself between double quotes.
bool stands_for_itself(char32_t rune) {
  if (rune < 0x80) return rune >= 0x20 && rune != 0x7F && rune != '"' && rune != '\\';
  return rune >= 0xA0 && rune != 0x2028 && rune != 0x2029 && rune != 0xFEFF && rune < 0xFFFE;
}

/// The letter of a short escape; 0 when there is none.
char short_escape(char32_t rune) {
  switch (rune) {
    case 0x00:
      return '0';
    case 0x07:
      return 'a';
    case 0x08:
      return 'b';
    case 0x09:
      return 't';
    case 0x0A:
      return 'n';
    case 0x0B:
      return 'v';
    case 0x0C:
      return 'f';
    case 0x0D:
      return 'r';
    case 0x1B:
      return 'e';
    case '"':
      return '"';
    case '\\':
      return '\\';
    case 0x85:
      return 'N';
    case 0xA0:
      return '_';
    case 0x2028:
      return 'L';
    case 0x2029:
      return 'P';
    default:
      return 0;
  }
}

}  // namespace

void YamlOutput::write_escape(char32_t rune) {
  put('\\');
  if (char letter = short_escape(rune)) return put(letter);
  int digits = rune <= 0xFF ? 2 : rune <= 0xFFFF ? 4 : 8;
  put(digits == 2 ? 'x' : digits == 4 ? 'u' : 'U');
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
    put("0123456789ABCDEF"[rune >> shift & 15]);
  }
}

void YamlOutput::write_double_quoted(std::string_view text, int indent, bool allow_breaks) {
  // Go looks for the byte order mark at the start of the text when it means the current character,
  // so that one there makes it escape everything.
  bool escape_all = text.starts_with("\xEF\xBB\xBF");
  bool after_space = false;
  for (size_t i = 0; i < text.size();) {
    DecodedRune next = decode_rune(text.substr(i));
    size_t size = static_cast<size_t>(next.size);
    if (escape_all || !stands_for_itself(next.rune)) {
      write_escape(next.rune);
      after_space = false;
    } else if (next.rune == ' ') {
      if (allow_breaks && !after_space && column_ > width_ && i > 0 && i + 1 < text.size()) {
        write_indent(indent);
        if (text[i + 1] == ' ') put('\\');
      } else {
        put(' ');
      }
      after_space = true;
    } else {
      put(text.substr(i, size), 1);
      after_space = false;
    }
    i += size;
  }
}

void YamlOutput::write_block_hints(std::string_view text) {
  if (text[0] == ' ' || text[0] == '\n' || wide_break(text, 0)) put('2');
  auto break_before = [&](size_t end) -> size_t {
    if (end == 0) return 0;
    if (text[end - 1] == '\n') return 1;
    return end >= 3 ? wide_break(text, end - 3) : 0;
  };
  size_t last = break_before(text.size());
  if (last == 0) {
    put('-');
  } else if (last == text.size() || break_before(text.size() - last) > 0) {
    put('+');
  }
}

void YamlOutput::write_block_text(const YamlScalar& scalar, int indent) {
  std::string_view text = scalar.text;
  if (!scalar.comment.empty()) {
    put(' ');
    put(scalar.comment, 0);
  }
  write_line_break();
  whitespace_ = true;
  bool after_break = true;
  for (size_t i = 0; i < text.size();) {
    size_t end = i;
    size_t width = 0;
    if (scalar.shape.has(ScalarShape::kWideBreak)) {
      while (end < text.size() && text[end] != '\n' && !(width = wide_break(text, end))) ++end;
    } else {
      end = std::min(text.find('\n', i), text.size());
    }
    if (end > i) {
      indention_ = true;
      if (after_break) write_indent(indent);
      put(text.substr(i, end - i), static_cast<int>(end - i));
      indention_ = false;
      after_break = false;
    }
    if (end == text.size()) break;
    if (width == 0) {
      write_line_break();
      width = 1;
    } else {
      put(text.substr(end, width), 0);
      column_ = 0;
    }
    indention_ = true;
    after_break = true;
    i = end + width;
  }
}

std::string encode_yaml_binary(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr size_t kLine = 70;
  size_t encoded = (bytes.size() + 2) / 3 * 4;
  bool lines = encoded >= kLine;
  std::string out;
  size_t column = 0;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    size_t count = std::min<size_t>(3, bytes.size() - i);
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? static_cast<uint8_t>(bytes[i + k]) : 0u);
    }
    for (size_t k = 0; k < 4; ++k) {
      out += k <= count ? kDigits[group >> (18 - 6 * k) & 63] : '=';
      if (lines && ++column % kLine == 0) out += '\n';
    }
  }
  if (lines && column % kLine != 0) out += '\n';
  return out;
}

}  // namespace drydock
