#pragma once

#include <string>
#include <string_view>

#include "core/value.h"

namespace drydock {

struct JsonWriteOptions {
  bool escape_html = true;  // <, > and & become \u003c and so on, as json.Marshal has it
  /// More than this many bytes fail with rule `memory-limit`.
  size_t max_bytes = size_t{512} * 1024 * 1024;
};

/// Values nested deeper than this are taken for cyclic.
constexpr int kMaxJsonWriteDepth = 10000;

/// Appends what json.Marshal gives, or an Encoder with SetEscapeHTML(false), then without its final
/// newline. Maps are in byte order of their keys. Throws Error with rule `json-value` and Go's
/// message for NaN, infinities, cycles and objects that have no JSON form; `out` then ends in a
/// partial text.
void append_json(std::string& out, const Value& value, const JsonWriteOptions& options = {});
std::string to_json(const Value& value, const JsonWriteOptions& options = {});

/// json.MarshalIndent: every line after the first begins with `prefix` and one `indent` for each
/// level.
std::string to_indented_json(const Value& value, std::string_view prefix, std::string_view indent,
                             const JsonWriteOptions& options = {});

/// Appends a text in quotes. Each byte of invalid UTF-8 becomes \ufffd; U+2028 and U+2029 are
/// always escaped.
void append_json_string(std::string& out, std::string_view text, bool escape_html = true);

}  // namespace drydock
