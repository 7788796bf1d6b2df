#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "core/yaml/key_order.h"

namespace drydock {

/// Folded texts are written only where a tree keeps its styles.
enum class ScalarForm : uint8_t { Plain, SingleQuoted, DoubleQuoted, Literal, Folded };

/// How Go's emitter writes a text, found in one pass over it. An ordinary word is plain and has no
/// facts.
struct ScalarShape {
  enum Fact : uint8_t {
    kHasSpace = 1,
    kMultiline = 2,  // has a line break of any kind, so it is no simple key
    kNotAscii = 4,   // bytes are not columns
    kWideBreak = 8,  // has U+2028 or U+2029, which Go takes for line breaks
    kInvalidUtf8 = 16,
    /// Has a character that go-yaml v2 refuses or folds when it reads the text in JSON: U+007F to
    /// U+009F, U+FFFE, U+FFFF or invalid UTF-8.
    kChangedByJson = 32,
  };

  ScalarForm form = ScalarForm::Plain;
  uint8_t facts = 0;

  bool has(Fact fact) const { return facts & fact; }
};

/// The shape of a text that must read back as a string. Invalid UTF-8 has no shape: see
/// `valid_utf8`.
ScalarShape shape_of_string(std::string_view text, YamlEmitter emitter);

/// What the first byte of a text says about the whole.
enum ScalarStart : uint8_t {
  kIndicator = 1,         // never begins a plain scalar
  kIndicatorIfAlone = 2,  // not when a blank or nothing follows
  kMaybeWord = 4,         // true, null, on, ~ ...
  kMaybeNumber = 8,       // numbers, infinities and timestamps
};

constexpr std::array<uint8_t, 256> kScalarStarts = [] {
  std::array<uint8_t, 256> starts{};
  for (char c : std::string_view("#,[]{}&*!|>'\"%@`")) starts[static_cast<uint8_t>(c)] = kIndicator;
  for (char c : std::string_view("yYnNtTfFoO~")) starts[static_cast<uint8_t>(c)] = kMaybeWord;
  for (char c : std::string_view("0123456789+-.")) starts[static_cast<uint8_t>(c)] = kMaybeNumber;
  starts['?'] = starts[':'] = kIndicatorIfAlone;
  starts['-'] |= kIndicatorIfAlone;
  return starts;
}();

/// The rest of `may_be_other_type`, for a text whose start does not settle it.
bool may_be_word_or_number(std::string_view text);

/// Whether a plain scalar with this text may be something else than a string to a reader of
/// YAML 1.1 or 1.2. Quick, and false for nearly all strings.
inline bool may_be_other_type(std::string_view text) {
  if (text.empty()) return true;
  uint8_t start = kScalarStarts[static_cast<uint8_t>(text[0])];
  return (start & (kMaybeWord | kMaybeNumber)) && may_be_word_or_number(text);
}

/// A scalar that is ready to be written.
struct YamlScalar {
  std::string_view text;
  ScalarShape shape;
  bool binary = false;            // base64 under the tag !!binary
  std::string_view comment = {};  // behind "|" or ">" of a block text

  /// Whether it can be a key without "? " before it.
  bool is_simple_key() const {
    constexpr size_t kLongest = 128;
    return !shape.has(ScalarShape::kMultiline) &&
           text.size() + (binary ? std::string_view("!!binary").size() : 0) <= kLongest;
  }
};

/// Text output with what Go's emitter remembers of the current line. Indents are columns.
class YamlOutput {
 public:
  YamlOutput(std::string& out, YamlEmitter emitter)
      : out_(out), width_(emitter == YamlEmitter::V2 ? 80 : INT32_MAX) {}
  YamlOutput(const YamlOutput&) = delete;

  /// Hands over what was written. To be called at the end.
  void flush() {
    out_.append(chunk_, waiting_);
    waiting_ = 0;
  }

  /// Bytes in the text, with those that were not handed over yet.
  size_t size() const { return out_.size() + waiting_; }

  /// Goes to column `indent`, on a new line unless only indentation or a "- " stands before it.
  void write_indent(int indent) {
    if (!indention_ || column_ > indent || (column_ == indent && !whitespace_)) write_line_break();
    if (column_ < indent) {
      put_spaces(static_cast<size_t>(indent - column_));
      column_ = indent;
    }
    whitespace_ = true;
    indention_ = true;
  }

  /// The text of a comment, up to the end of its line.
  void write_comment(std::string_view text) {
    write_space();
    put(text, static_cast<int>(text.size()));
    whitespace_ = indention_ = false;
  }
  void end_line() {
    write_line_break();
    whitespace_ = indention_ = true;
  }
  /// Ends the line where `write_indent` would, too, and leaves one empty.
  void write_empty_line(int indent) {
    if (!indention_ || column_ > indent || (column_ == indent && !whitespace_)) write_line_break();
    end_line();
  }

  /// Writes "-", "?" or, after a key that is not simple, ":". What follows may stay on the line.
  void write_block_indicator(char indicator) {
    write_space();
    put(indicator);
    whitespace_ = false;
  }

  /// The colon after a simple key.
  void write_colon() {
    put(':');
    whitespace_ = false;
    indention_ = false;
  }

  /// A text that stands on the line as it is: "{}", "null".
  void write_word(std::string_view word) {
    write_space();
    put(word, static_cast<int>(word.size()));
    whitespace_ = false;
    indention_ = false;
  }

  /// A scalar whose further lines begin at column `indent`. Keys that are simple must not break.
  void write_scalar(const YamlScalar& scalar, int indent, bool allow_breaks) {
    bool as_it_is = scalar.shape.form == ScalarForm::Plain &&
                    !scalar.shape.has(ScalarShape::kNotAscii) && !scalar.binary;
    // A line breaks at a space behind column 80, so what ends before needs no looking at.
    if (as_it_is && (!scalar.shape.has(ScalarShape::kHasSpace) || !allow_breaks ||
                     column_ + static_cast<int64_t>(scalar.text.size()) < width_)) {
      write_word(scalar.text);
    } else {
      write_styled(scalar, indent, allow_breaks);
    }
  }

  /// Whether the last thing written leaves room for a block on the same line.
  bool indention() const { return indention_; }
  bool at_line_start() const { return column_ == 0; }

 private:
  static constexpr size_t kChunk = 4096;
  static constexpr size_t kSmall = 16;  // texts up to here are copied without a call

  void write_line_break() {
    put('\n');
    column_ = 0;
  }

  void write_space() {
    if (!whitespace_) put(' ');
  }

  void put(char c) {
    if (waiting_ == kChunk) flush();
    chunk_[waiting_++] = c;
    ++column_;
  }

  void put(std::string_view text, int columns) {
    column_ += columns;
    if (text.size() > kChunk - waiting_) return put_slowly(text);
    char* to = chunk_ + waiting_;
    const char* from = text.data();
    size_t size = text.size();
    waiting_ += size;
    if (size > kSmall) {
      std::memcpy(to, from, size);
    } else if (size >= 8) {
      std::memcpy(to, from, 8);
      std::memcpy(to + size - 8, from + size - 8, 8);
    } else {
      for (size_t i = 0; i < size; ++i) to[i] = from[i];
    }
  }

  void put_spaces(size_t count) {
    if (count > kSmall || waiting_ + kSmall > kChunk) return put_spaces_slowly(count);
    std::memset(chunk_ + waiting_, ' ', kSmall);
    waiting_ += count;
  }

  void put_slowly(std::string_view text);
  void put_spaces_slowly(size_t count);
  void write_styled(const YamlScalar& scalar, int indent, bool allow_breaks);
  void write_flow_text(const YamlScalar& scalar, int indent, bool allow_breaks, bool quoted);
  void write_double_quoted(std::string_view text, int indent, bool allow_breaks);
  void write_escape(char32_t rune);
  void write_block_text(const YamlScalar& scalar, int indent);
  void write_block_hints(std::string_view text);

  std::string& out_;
  int width_;
  int column_ = 0;
  bool whitespace_ = true;  // the last thing was a space, or an indicator that wants none
  bool indention_ = true;   // only indentation and indicators stand on the line
  size_t waiting_ = 0;      // bytes in chunk_
  char chunk_[kChunk];
};

/// Base64 in lines of 70 characters, as go-yaml writes what is not UTF-8.
std::string encode_yaml_binary(std::string_view bytes);

}  // namespace drydock
