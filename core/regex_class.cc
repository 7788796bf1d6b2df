#include "core/regex_class.h"

#include "core/error.h"
#include "core/unicode.h"

namespace drydock {
namespace {

using Range = RuneSet::Range;

constexpr Range kDigit[] = {{'0', '9'}};
constexpr Range kPerlSpace[] = {{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}};
constexpr Range kWord[] = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
constexpr Range kAlnum[] = {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}};
constexpr Range kAlpha[] = {{'A', 'Z'}, {'a', 'z'}};
constexpr Range kAscii[] = {{0, 0x7F}};
constexpr Range kBlank[] = {{'\t', '\t'}, {' ', ' '}};
constexpr Range kControl[] = {{0, 0x1F}, {0x7F, 0x7F}};
constexpr Range kGraph[] = {{'!', '~'}};
constexpr Range kLowerLetters[] = {{'a', 'z'}};
constexpr Range kPrint[] = {{' ', '~'}};
constexpr Range kPunct[] = {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}};
constexpr Range kSpace[] = {{'\t', '\r'}, {' ', ' '}};
constexpr Range kUpperLetters[] = {{'A', 'Z'}};
constexpr Range kHex[] = {{'0', '9'}, {'A', 'F'}, {'a', 'f'}};

struct NamedClass {
  std::string_view name;
  std::span<const Range> ranges;
};
constexpr NamedClass kPerlClasses[] = {{"d", kDigit}, {"s", kPerlSpace}, {"w", kWord}};
constexpr NamedClass kPosixClasses[] = {
    {"alnum", kAlnum},   {"alpha", kAlpha}, {"ascii", kAscii}, {"blank", kBlank},
    {"cntrl", kControl}, {"digit", kDigit}, {"graph", kGraph}, {"lower", kLowerLetters},
    {"print", kPrint},   {"punct", kPunct}, {"space", kSpace}, {"upper", kUpperLetters},
    {"word", kWord},     {"xdigit", kHex},
};

const NamedClass* find_class(std::span<const NamedClass> classes, std::string_view name) {
  for (const NamedClass& each : classes) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

void add_class(RuneSet& set, RuneSet members, bool fold, bool negative) {
  if (fold) members.add_other_cases();
  set.add(negative ? members.negated() : members);
}

int hex_digit(char32_t rune) {
  if (rune >= '0' && rune <= '9') return static_cast<int>(rune - '0');
  if (rune >= 'a' && rune <= 'f') return static_cast<int>(rune - 'a' + 10);
  if (rune >= 'A' && rune <= 'F') return static_cast<int>(rune - 'A' + 10);
  return -1;
}

/// Reads what follows "\x".
std::optional<char32_t> read_hex(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  char32_t rune = next_regex_rune(rest);
  if (rune != '{') {
    int high = hex_digit(rune);
    int low = hex_digit(next_regex_rune(rest));
    if (high < 0 || low < 0) return std::nullopt;
    return static_cast<char32_t>(high * 16 + low);
  }
  char32_t value = 0;
  for (int digits = 0;; ++digits) {
    if (rest.empty()) return std::nullopt;
    rune = next_regex_rune(rest);
    if (rune == '}') return digits > 0 ? std::optional(value) : std::nullopt;
    int digit = hex_digit(rune);
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<char32_t>(digit);
    if (value > kMaxRune) return std::nullopt;
  }
}

bool starts_with_octal(std::string_view text) {
  return !text.empty() && text[0] >= '0' && text[0] <= '7';
}

std::optional<char32_t> read_octal(char32_t first, std::string_view& rest) {
  if (first != '0' && !starts_with_octal(rest)) return std::nullopt;  // a reference to a group
  char32_t value = first - '0';
  for (int i = 1; i < 3 && starts_with_octal(rest); ++i) {
    value = value * 8 + static_cast<char32_t>(rest[0] - '0');
    rest.remove_prefix(1);
  }
  return value;
}

std::optional<char32_t> escape_value(char32_t rune, std::string_view& rest) {
  switch (rune) {
    case 'a':
      return '\a';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    case 'x':
      return read_hex(rest);
    default:
      break;
  }
  if (rune >= '0' && rune <= '7') return read_octal(rune, rest);
  if (rune < 0x80 && !is_ascii_alphanumeric(rune)) return rune;
  return std::nullopt;
}

/// Reads "\pL", "\P{Greek}", "\p{^Lu}".
void read_unicode_class(std::string_view& rest, bool fold, RuneSet& set) {
  std::string_view start = rest;
  bool negative = rest[1] == 'P';
  rest.remove_prefix(2);
  std::string_view name;
  if (next_regex_rune(rest) != '{') {
    name = start.substr(2, start.size() - rest.size() - 2);
  } else {
    size_t end = start.find('}');
    if (end == std::string_view::npos) {
      check_regex_utf8(start);
      reject_regex("invalid character class range", start);
    }
    name = start.substr(3, end - 3);
    rest = start.substr(end + 1);
    check_regex_utf8(name);
  }
  if (name.starts_with('^')) {
    negative = !negative;
    name.remove_prefix(1);
  }
  std::optional<RuneSet> members = find_unicode_set(name);
  if (!members) {
    reject_regex("invalid character class range", start.substr(0, start.size() - rest.size()));
  }
  add_class(set, *members, fold, negative);
}

/// Reads "[:alpha:]" or "[:^alpha:]"; false for other text.
bool read_posix_class(std::string_view& rest, bool fold, RuneSet& set) {
  if (rest.size() < 3 || !rest.starts_with("[:")) return false;
  size_t end = rest.find(":]", 2);
  if (end == std::string_view::npos) return false;
  std::string_view name = rest.substr(2, end - 2);
  bool negative = name.starts_with('^');
  if (negative) name.remove_prefix(1);
  const NamedClass* found = find_class(kPosixClasses, name);
  if (!found) reject_regex("invalid character class range", rest.substr(0, end + 2));
  add_class(set, RuneSet(found->ranges), fold, negative);
  rest.remove_prefix(end + 2);
  return true;
}

char32_t read_class_rune(std::string_view& rest, std::string_view whole_class) {
  if (rest.empty()) reject_regex("missing closing ]", whole_class);
  return rest[0] == '\\' ? read_regex_escape(rest) : next_regex_rune(rest);
}

void append_hex_rune(std::string& out, char32_t rune) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  out += "\\x{";
  for (int shift = 20; shift >= 0; shift -= 4) out += kDigits[rune >> shift & 0xF];
  out += '}';
}

void append_class_rune(std::string& out, char32_t rune) {
  if (is_ascii_alphanumeric(rune)) {
    out += static_cast<char>(rune);
  } else {
    append_hex_rune(out, rune);
  }
}

}  // namespace

void reject_regex(std::string_view problem, std::string_view part) {
  std::string message = "error parsing regexp: ";
  ((message += problem) += ": `") += part;
  fail("regex", message + '`');
}

char32_t next_regex_rune(std::string_view& rest) {
  DecodedRune next = decode_rune(rest);
  if (next.rune == kRuneError && next.size == 1) reject_regex("invalid UTF-8", rest);
  rest.remove_prefix(static_cast<size_t>(next.size));
  return next.size == 0 ? kRuneError : next.rune;
}

void check_regex_utf8(std::string_view text) {
  while (!text.empty()) next_regex_rune(text);
}

bool is_ascii_alphanumeric(char32_t rune) {
  return (rune >= '0' && rune <= '9') || (rune >= 'A' && rune <= 'Z') ||
         (rune >= 'a' && rune <= 'z');
}

char32_t read_regex_escape(std::string_view& rest) {
  std::string_view start = rest;
  rest.remove_prefix(1);
  if (rest.empty()) reject_regex("trailing backslash at end of expression", "");
  char32_t rune = next_regex_rune(rest);
  if (std::optional<char32_t> value = escape_value(rune, rest)) return *value;
  reject_regex("invalid escape sequence", start.substr(0, start.size() - rest.size()));
}

bool read_class_escape(std::string_view& rest, bool fold, RuneSet& set) {
  if (rest.size() < 2 || rest[0] != '\\') return false;
  if (rest[1] == 'p' || rest[1] == 'P') {
    read_unicode_class(rest, fold, set);
    return true;
  }
  char name = static_cast<char>(rest[1] | 0x20);  // its small letter
  const NamedClass* found = find_class(kPerlClasses, std::string_view(&name, 1));
  if (!found || !is_ascii_alphanumeric(static_cast<unsigned char>(rest[1]))) return false;
  add_class(set, RuneSet(found->ranges), fold, rest[1] != name);
  rest.remove_prefix(2);
  return true;
}

RuneSet read_bracket_class(std::string_view& rest, bool fold) {
  std::string_view whole = rest;
  rest.remove_prefix(1);
  bool negative = rest.starts_with('^');
  if (negative) rest.remove_prefix(1);
  RuneSet set;
  for (bool first = true; first || !rest.starts_with(']'); first = false) {
    if (read_posix_class(rest, fold, set) || read_class_escape(rest, fold, set)) continue;
    std::string_view start = rest;
    char32_t low = read_class_rune(rest, whole);
    char32_t high = low;
    if (rest.size() >= 2 && rest[0] == '-' && rest[1] != ']') {  // "[a-]" is "a" or "-"
      rest.remove_prefix(1);
      high = read_class_rune(rest, whole);
      if (high < low) {
        reject_regex("invalid character class range", start.substr(0, start.size() - rest.size()));
      }
    }
    Range range[] = {{low, high}};
    add_class(set, RuneSet(range), fold, false);
  }
  rest.remove_prefix(1);
  set.normalize();
  return negative ? set.negated() : set;
}

void append_regex_rune(std::string& out, char32_t rune) {
  if (rune > 0x20 && rune < 0x7F && !is_ascii_alphanumeric(rune) && rune != '_') out += '\\';
  if (rune < 0x20 || rune == 0x7F || (rune >= 0xD800 && rune <= 0xDFFF)) {
    append_hex_rune(out, rune);
  } else {
    append_rune(out, rune);
  }
}

void append_regex_set(std::string& out, const RuneSet& set) {
  if (set.ranges().empty()) {
    out += "[^\\x{0}-\\x{10FFFF}]";
    return;
  }
  out += '[';
  for (const Range& range : set.ranges()) {
    append_class_rune(out, range.first);
    if (range.last == range.first) continue;
    out += '-';
    append_class_rune(out, range.last);
  }
  out += ']';
}

}  // namespace drydock
