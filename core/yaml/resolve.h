#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/yaml/node.h"

namespace drydock {

/// A scalar's meaning. Which member of the union counts follows from `type`; none for the types
/// that are texts (String, Timestamp, Binary, Merge) and for Null.
struct ResolvedScalar {
  ScalarType type = ScalarType::String;
  bool is_unsigned = false;  // an Int beyond int64
  union {
    bool boolean;
    int64_t integer = 0;
    uint64_t unsigned_integer;
    double number;
  };
};

/// What a plain scalar without a tag means in Go's library of that dialect. Sigs has the booleans
/// y, n, yes, no, on and off, Kustomize has not. "1:30", "0x1p4", "=" and what overflows a float64
/// are strings in both; "<<" is one too, see `is_merge_key`.
ResolvedScalar resolve_plain(std::string_view text, YamlDialect dialect);

/// What a scalar node means: quotes make it a string, a tag says or restricts what it is. Where the
/// text does not fit its tag, Go refuses: the result is a String and `problem`, if given, has Go's
/// words ("cannot decode !!str `a` as a !!int").
ResolvedScalar resolve_scalar(const Node& scalar, YamlDialect dialect,
                              std::string* problem = nullptr);

/// Whether this key merges its value into the mapping: a plain "<<", or one tagged !!merge.
bool is_merge_key(const Node& key, YamlDialect dialect);

/// The bytes of a !!binary scalar, as encoding/base64 decodes them; nothing for other text.
std::optional<std::string> decode_yaml_binary(std::string_view text);

}  // namespace drydock
