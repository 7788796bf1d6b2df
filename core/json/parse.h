#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/arena.h"
#include "core/source.h"
#include "core/value.h"

namespace drydock {

enum class JsonNumbers : uint8_t {
  Float,    // every number is a float64, as encoding/json gives to an untyped target
  Exact,    // int64 or uint64 where the number is written as an integer that fits; else float64
  Literal,  // a json.Number with the literal's text; see json_number_literal
};

struct JsonParseOptions {
  JsonNumbers numbers = JsonNumbers::Float;
  /// True for json.Decoder: the first value is read, and what follows is left alone. False for
  /// json.Unmarshal: anything but blanks after the value is an error.
  bool first_value_only = false;
  /// True when the text outlives the values: strings then point into it where they can.
  bool borrow_text = false;
  /// Deeper nesting is an error, as in encoding/json.
  int max_depth = 10000;
};

struct JsonError {
  std::string message;  // encoding/json's: "invalid character 'x' looking for beginning of value"
  size_t offset = 0;    // of the culprit's byte; the text's size when the text ends too early
};

struct JsonResult {
  Value value;  // nil unless the text is well-formed
  std::optional<JsonError> error;
  /// The text is JSON. The error, if there is one, is about a number too large for a float64, which
  /// is nil in `value`.
  bool well_formed = false;
  size_t end = 0;  // offset behind the value

  bool ok() const { return !error; }
};

/// Reads JSON with encoding/json's rules: of duplicate keys the last wins, invalid UTF-8 and lone
/// surrogates become U+FFFD. Values live in `arena`. Bad input never throws.
JsonResult parse_json(std::string_view text, Arena& arena, const JsonParseOptions& options = {});

/// The same for a file; throws Error with rule `json-syntax` and the position of the culprit.
Value parse_json_file(const SourceFile& file, Arena& arena, const JsonParseOptions& options = {});

/// Line and column of a byte in a file.
SourcePos json_position(const SourceFile& file, size_t offset);

/// The text of a number that was read with JsonNumbers::Literal; nothing for other values.
std::optional<std::string_view> json_number_literal(const Value& value);

}  // namespace drydock
