#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/yaml/key_order.h"

namespace drydock {

enum class ScalarForm : uint8_t { Plain, SingleQuoted, DoubleQuoted, Literal };

/// How Go's emitter writes a text, found in one pass over it.
struct ScalarShape {
  ScalarForm form = ScalarForm::Plain;
  bool multiline = false;  // has a line break of any kind, so it is no simple key
  bool ascii = true;       // every byte is one column
  bool has_space = false;
  bool has_wide_break = false;  // U+2028 or U+2029, which Go takes for line breaks
  bool valid_utf8 = true;
  /// False for characters that go-yaml v2 refuses or folds when it reads the text in JSON: U+007F
  /// to U+009F, U+FFFE, U+FFFF and invalid UTF-8.
  bool survives_json = true;
};

/// The shape of a text that must read back as a string. Invalid UTF-8 has no shape: see
/// `valid_utf8`.
ScalarShape shape_of_string(std::string_view text, YamlEmitter emitter);

/// A scalar that is ready to be written.
struct YamlScalar {
  std::string_view text;
  ScalarShape shape;
  bool binary = false;  // base64 under the tag !!binary

  /// Whether it can be a key without "? " before it.
  bool is_simple_key() const {
    constexpr size_t kLongest = 128;
    return !shape.multiline &&
           text.size() + (binary ? std::string_view("!!binary").size() : 0) <= kLongest;
  }
};

/// Text output with what Go's emitter remembers of the current line. Indents are columns.
class YamlOutput {
 public:
  YamlOutput(std::string& out, YamlEmitter emitter)
      : out_(out), width_(emitter == YamlEmitter::V2 ? 80 : INT32_MAX) {}

  /// Goes to column `indent`, on a new line unless only indentation or a "- " stands before it.
  void write_indent(int indent) {
    if (!indention_ || column_ > indent || (column_ == indent && !whitespace_)) write_line_break();
    if (column_ < indent) {
      out_.append(static_cast<size_t>(indent - column_), ' ');
      column_ = indent;
    }
    whitespace_ = true;
    indention_ = true;
  }

  /// Writes "-", "?" or, after a key that is not simple, ":". What follows may stay on the line.
  void write_block_indicator(char indicator) {
    write_space();
    out_ += indicator;
    ++column_;
    whitespace_ = false;
  }

  /// The colon after a simple key.
  void write_colon() {
    out_ += ':';
    ++column_;
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
    bool as_it_is = scalar.shape.form == ScalarForm::Plain && !scalar.shape.has_wide_break &&
                    scalar.shape.ascii && !scalar.binary;
    // A line breaks at a space behind column 80, so what ends before needs no looking at.
    if (as_it_is && (!scalar.shape.has_space || !allow_breaks ||
                     column_ + static_cast<int64_t>(scalar.text.size()) < width_)) {
      write_word(scalar.text);
    } else {
      write_styled(scalar, indent, allow_breaks);
    }
  }

  /// Whether the last thing written leaves room for a block on the same line.
  bool indention() const { return indention_; }

 private:
  void write_line_break() {
    out_ += '\n';
    column_ = 0;
  }

  void write_space() {
    if (whitespace_) return;
    out_ += ' ';
    ++column_;
  }

  void put(std::string_view text, int columns) {
    out_.append(text);
    column_ += columns;
  }

  void write_styled(const YamlScalar& scalar, int indent, bool allow_breaks);
  void write_flow_text(const YamlScalar& scalar, int indent, bool allow_breaks, bool quoted);
  void write_double_quoted(std::string_view text, int indent, bool allow_breaks);
  void write_escape(char32_t rune);
  void write_literal(const YamlScalar& scalar, int indent);
  void write_block_hints(std::string_view text);

  std::string& out_;
  int width_;
  int column_ = 0;
  bool whitespace_ = true;  // the last thing was a space, or an indicator that wants none
  bool indention_ = true;   // only indentation and indicators stand on the line
};

/// Base64 in lines of 70 characters, as go-yaml writes what is not UTF-8.
std::string encode_yaml_binary(std::string_view bytes);

}  // namespace drydock
