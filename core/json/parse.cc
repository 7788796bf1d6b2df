#include "core/json/parse.h"

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "core/go_number.h"
#include "core/go_slice.h"
#include "core/unicode.h"

namespace drydock {
namespace {

/// Go's json.Number: a named string that encoding/json writes without quotes.
class JsonNumber final : public ValueObject {
 public:
  explicit JsonNumber(std::string_view literal) : literal_(literal) {}

  static constexpr std::string_view kTypeName = "json.Number";

  std::string_view literal() const { return literal_; }

  std::string_view type_name() const override { return kTypeName; }
  std::string_view kind_name() const override { return "string"; }
  bool text(std::string& out) const override {
    out += literal_;
    return true;
  }
  bool json(std::string& out) const override {
    out += literal_;
    return true;
  }
  Value underlying() const override { return Value::of_string(literal_); }
  bool equals(const ValueObject& other) const override {
    return other.type_name() == kTypeName && other.underlying().as_string() == literal_;
  }

 private:
  std::string_view literal_;
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_decimal(char c) { return c >= '0' && c <= '9'; }

/// The culprit in single quotes, as Go words it: a byte is shown as the code point of its value.
std::string quote_byte(char byte) {
  unsigned char c = static_cast<unsigned char>(byte);
  switch (byte) {
    case '\'':
      return "'\\''";
    case '\\':
      return "'\\\\'";
    case '\a':
      return "'\\a'";
    case '\b':
      return "'\\b'";
    case '\f':
      return "'\\f'";
    case '\n':
      return "'\\n'";
    case '\r':
      return "'\\r'";
    case '\t':
      return "'\\t'";
    case '\v':
      return "'\\v'";
    default:
      break;
  }
  std::string text;
  if (is_printable(c)) {
    append_rune(text, c);
    return "'" + text + "'";
  }
  return c < 0x80 ? fmt::format("'\\x{:02x}'", c) : fmt::format("'\\u{:04x}'", c);
}

int hex_value(char c) {
  if (is_decimal(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The code unit of the four digits at `text[at]`, which were checked; -1 when there is no \u
/// there.
int escaped_unit(std::string_view text, size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int unit = 0;
  for (size_t i = at + 2; i < at + 6; ++i) unit = unit * 16 + hex_value(text[i]);
  return unit;
}

bool is_surrogate(int unit) { return unit >= 0xD800 && unit < 0xE000; }

/// Appends the character of the \u escape at `at`, together with the low surrogate that may follow.
/// The offset behind it.
size_t append_unicode_escape(std::string& out, std::string_view text, size_t at) {
  int unit = escaped_unit(text, at);
  at += 6;
  if (!is_surrogate(unit)) {
    append_rune(out, static_cast<char32_t>(unit));
    return at;
  }
  int low = escaped_unit(text, at);
  if (unit < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
    append_rune(out, 0x10000 + (static_cast<char32_t>(unit - 0xD800) << 10) +
                         static_cast<char32_t>(low - 0xDC00));
    return at + 6;
  }
  append_rune(out, kRuneError);
  return at;
}

char simple_escape(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

/// What a literal between its quotes stands for. Its escapes were checked.
std::string unescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    char c = text[i];
    if (c == '\\') {
      if (text[i + 1] == 'u') {
        i = append_unicode_escape(out, text, i);
      } else {
        out += simple_escape(text[i + 1]);
        i += 2;
      }
    } else if (static_cast<unsigned char>(c) < 0x80) {
      out += c;
      ++i;
    } else {
      DecodedRune next = decode_rune(text.substr(i));
      append_rune(out, next.rune);
      i += static_cast<size_t>(next.size);
    }
  }
  return out;
}

/// Thrown and caught in this file only.
struct Stop {
  JsonError error;
};

class JsonParser {
 public:
  JsonParser(std::string_view text, Arena& arena, const JsonParseOptions& options)
      : text_(text), arena_(arena), options_(options) {}

  JsonResult run() {
    JsonResult result;
    try {
      result.value = parse_root();
      result.end = at_;
      skip_blanks();
      if (!options_.first_value_only && at_ < text_.size()) stop("after top-level value");
      result.well_formed = true;
      result.error = unusable_number_;
    } catch (Stop& stopped) {
      result = {};
      result.error = std::move(stopped.error);
      if (options_.first_value_only && result.error->offset == text_.size()) {
        bool blank = std::all_of(text_.begin(), text_.end(), is_blank);
        result.error->message = blank ? "EOF" : "unexpected EOF";
      }
    }
    return result;
  }

 private:
  /// An open object or array; its finished members are the entries from `first` on.
  struct Open {
    bool is_object;
    size_t first;
    std::string_view key;
  };

  [[noreturn]] void stop(std::string_view context) const {
    // Go's scanner is told of the end by a blank, which some states refuse as a character.
    char culprit = at_ < text_.size() ? text_[at_] : ' ';
    throw Stop{{"invalid character " + quote_byte(culprit) + " " + std::string(context), at_}};
  }

  [[noreturn]] void stop_at_end() const { throw Stop{{"unexpected end of JSON input", at_}}; }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  /// The next character that is not blank; the text must not end here.
  char peek() {
    skip_blanks();
    if (at_ == text_.size()) stop_at_end();
    return text_[at_];
  }

  Value parse_root() {
    Value value;
    bool complete = begin_value(value);
    while (!open_.empty()) {
      if (complete) {
        add_member(value);
        complete = continue_container(value);
      } else {
        complete = begin_value(value);
      }
    }
    return value;
  }

  /// True when `value` is a whole one: a scalar, or an empty container. Otherwise a container was
  /// opened, and its first member comes next.
  bool begin_value(Value& value) {
    switch (peek()) {
      case '{':
        return begin_object(value);
      case '[':
        return begin_array(value);
      case '"':
        value = Value::of_string(parse_string());
        return true;
      case 't':
        skip_word("true");
        value = Value::of_bool(true);
        return true;
      case 'f':
        skip_word("false");
        value = Value::of_bool(false);
        return true;
      case 'n':
        skip_word("null");
        value = Value();
        return true;
      default:
        value = parse_number();
        return true;
    }
  }

  void open(bool is_object) {
    if (open_.size() >= static_cast<size_t>(options_.max_depth)) {
      stop("exceeded max depth");
    }
    open_.push_back({is_object, members_.size(), {}});
    ++at_;
  }

  bool begin_object(Value& value) {
    open(true);
    if (peek() == '}') {
      value = close();
      return true;
    }
    parse_key();
    return false;
  }

  bool begin_array(Value& value) {
    open(false);
    if (peek() != ']') return false;
    value = close();
    return true;
  }

  void parse_key() {
    if (peek() != '"') stop("looking for beginning of object key string");
    open_.back().key = parse_string();
    if (peek() != ':') stop("after object key");
    ++at_;
  }

  void add_member(Value value) { members_.push_back({open_.back().key, value}); }

  /// After a member: true when the container is complete and in `value`, false when another member
  /// follows.
  bool continue_container(Value& value) {
    bool is_object = open_.back().is_object;
    char c = peek();
    if (c == ',') {
      ++at_;
      if (is_object) parse_key();
      return false;
    }
    if (c != (is_object ? '}' : ']')) {
      stop(is_object ? "after object key:value pair" : "after array element");
    }
    value = close();
    return true;
  }

  Value close() {
    ++at_;
    Open container = open_.back();
    open_.pop_back();
    auto first = members_.begin() + static_cast<std::ptrdiff_t>(container.first);
    Value value = container.is_object ? make_object(first) : make_array(first);
    members_.erase(first, members_.end());
    return value;
  }

  using Members = std::vector<ValueMap::Entry>;

  Value make_object(Members::iterator first) {
    ValueMap* map = arena_.make<ValueMap>(arena_);
    for (auto member = first; member != members_.end(); ++member)
      map->set(member->key, member->value);
    return Value::of_map(map);
  }

  Value make_array(Members::iterator first) {
    size_t count = static_cast<size_t>(members_.end() - first);
    size_t capacity = go_appended_capacity(count);
    Value* items = arena_.array<Value>(capacity);
    Value* end = std::transform(first, members_.end(), items,
                                [](const auto& member) { return member.value; });
    std::fill(end, items + capacity, Value());
    return Value::of_list({items, count}, GoType::Default, capacity - count);
  }

  void skip_word(std::string_view word) {
    for (size_t i = 0; i < word.size(); ++i, ++at_) {
      if (at_ < text_.size() && text_[at_] == word[i]) continue;
      stop("in literal " + std::string(word) + " (expecting " + quote_byte(word[i]) + ")");
    }
  }

  void skip_digits() {
    while (at_ < text_.size() && is_decimal(text_[at_])) ++at_;
  }

  bool next_is(char a, char b) const {
    return at_ < text_.size() && (text_[at_] == a || text_[at_] == b);
  }

  void expect_digit(std::string_view context) {
    if (at_ == text_.size() || !is_decimal(text_[at_])) stop(context);
  }

  Value parse_number() {
    size_t start = at_;
    bool negative = text_[at_] == '-';
    if (negative) ++at_;
    expect_digit(negative ? "in numeric literal" : "looking for beginning of value");
    if (text_[at_] == '0') {
      ++at_;
    } else {
      skip_digits();
    }
    bool integer = true;
    if (next_is('.', '.')) {
      integer = false;
      ++at_;
      expect_digit("after decimal point in numeric literal");
      skip_digits();
    }
    if (next_is('e', 'E')) {
      integer = false;
      ++at_;
      if (next_is('+', '-')) ++at_;
      expect_digit("in exponent of numeric literal");
      skip_digits();
    }
    return make_number(start, integer);
  }

  Value make_number(size_t start, bool integer) {
    std::string_view literal = text_.substr(start, at_ - start);
    if (options_.numbers == JsonNumbers::Literal) {
      std::string_view kept = options_.borrow_text ? literal : arena_.copy(literal);
      return Value::of_object(arena_.make<JsonNumber>(kept));
    }
    if (options_.numbers == JsonNumbers::Exact && integer) {
      if (auto parsed = parse_go_int(literal); parsed.ok()) return Value::of_int(parsed.value);
      if (auto parsed = parse_go_uint(literal); parsed.ok()) return Value::of_uint(parsed.value);
    }
    GoParsed<double> parsed = parse_go_float(literal);
    // Go looks at numbers when it knows that the text is well-formed.
    if (!parsed.ok() && !unusable_number_) {
      unusable_number_ = JsonError{"json: cannot unmarshal number " + std::string(literal) +
                                       " into Go value of type float64",
                                   start};
    }
    return parsed.ok() ? Value::of_float(parsed.value) : Value();
  }

  /// Reads a text in quotes, from its first quote on.
  std::string_view parse_string() {
    size_t start = ++at_;
    bool plain = true;  // stands for itself
    bool ascii = true;
    for (;; ++at_) {
      if (at_ == text_.size()) stop_at_end();
      unsigned char c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') break;
      if (c < 0x20) stop("in string literal");
      if (c == '\\') {
        plain = false;
        check_escape();
      }
      ascii &= c < 0x80;
    }
    std::string_view literal = text_.substr(start, at_ - start);
    ++at_;
    if (plain && (ascii || is_valid_utf8(literal))) {
      return options_.borrow_text ? literal : arena_.copy(literal);
    }
    return arena_.copy(unescape(literal));
  }

  /// From the backslash to the escape's last character.
  void check_escape() {
    ++at_;
    constexpr std::string_view kSimple = "\"\\/bfnrt";
    if (at_ < text_.size() && kSimple.find(text_[at_]) != std::string_view::npos) return;
    if (at_ == text_.size() || text_[at_] != 'u') stop("in string escape code");
    for (int i = 0; i < 4; ++i) {
      ++at_;
      if (at_ == text_.size() || hex_value(text_[at_]) < 0) {
        stop("in \\u hexadecimal character escape");
      }
    }
  }

  std::string_view text_;
  Arena& arena_;
  const JsonParseOptions& options_;
  size_t at_ = 0;
  std::vector<Open> open_;
  Members members_;
  std::optional<JsonError> unusable_number_;
};

}  // namespace

JsonResult parse_json(std::string_view text, Arena& arena, const JsonParseOptions& options) {
  return JsonParser(text, arena, options).run();
}

SourcePos json_position(const SourceFile& file, size_t offset) {
  std::string_view text = file.text;
  offset = std::min(offset, text.size());
  int line = 1;
  size_t start = 0;
  for (size_t i = 0; i < offset; ++i) {
    bool ends =
        text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'));
    if (!ends) continue;
    ++line;
    start = i + 1;
  }
  int column = 1;
  for (char c : text.substr(start, offset - start)) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++column;
  }
  return {&file, line, column, 1};
}

Value parse_json_file(const SourceFile& file, Arena& arena, const JsonParseOptions& options) {
  JsonResult result = parse_json(file.text, arena, options);
  if (!result.ok()) {
    fail("json-syntax", result.error->message, json_position(file, result.error->offset));
  }
  return result.value;
}

std::optional<std::string_view> json_number_literal(const Value& value) {
  if (!value.is_object() || value.as_object().type_name() != JsonNumber::kTypeName) return {};
  return static_cast<const JsonNumber&>(value.as_object()).literal();
}

}  // namespace drydock
