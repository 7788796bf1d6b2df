#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"
#include "core/yaml/scan.h"

namespace drydock {

/// A comment as go-yaml v3's scanner finds it.
struct ScannedComment {
  enum class Kind : uint8_t { Head, Line, Foot };
  Kind kind = Kind::Head;
  std::string text;
  size_t at = 0;       // it belongs to the first token that begins here or behind
  size_t arrival = 0;  // the number of the fetch that finds it
  // Where it is, but for those behind tokens.
  size_t begin = 0;
  int column = 0;        // from 1
  size_t end = 0;        // where the scanner was when it was complete
  size_t looked_at = 0;  // from where on there is nothing else before it
};

/// A token, and what its scanner does for it: tokens of a text ("-", ":", scalars ...) are fetched
/// one after the other, and the implied ones come with one of these.
struct FetchedToken {
  YamlTokenType type;
  size_t at = 0;       // in bytes
  size_t arrival = 0;  // the number of the fetch that brings it
  bool waits = false;  // whether it may turn out to be a key, so that one more is fetched
};

struct CommentScan {
  std::vector<FetchedToken> tokens;  // in the order in which the parser takes them
  std::vector<ScannedComment> comments;
};

/// Nothing for texts that `read_yaml_comments` does without.
std::optional<CommentScan> scan_yaml_comments(const SourceFile& file);

}  // namespace drydock
