#pragma once

#include <string_view>

#include "core/arena.h"

namespace drydock {

/// Why the characters of a YAML stream end before its bytes do. Texts live for ever.
struct YamlInputProblem {
  std::string_view go_text;  // "control characters are not allowed"
  std::string_view message;  // ours
  size_t offset = 0;         // of the culprit in the bytes
};

/// The characters of a YAML stream, as Go's reader hands them to its scanner: UTF-8 without byte
/// order mark, without NUL, and with one NUL behind the end.
struct YamlInput {
  std::string_view text;
  /// Set when the stream has bytes that are no allowed characters. Go decodes 512 bytes at a time
  /// and fails when it needs a block with such bytes, so `text` ends before that block.
  const YamlInputProblem* problem = nullptr;
};

/// Checks and where needed decodes (UTF-16 by its byte order mark) the bytes of a stream. `bytes`
/// must be followed by a NUL, as those of a std::string are; the result points into them or into
/// `arena`.
YamlInput read_yaml_input(std::string_view bytes, Arena& arena);

}  // namespace drydock
