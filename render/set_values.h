#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/arena.h"
#include "core/value.h"

namespace drydock::render {

// Values of the command line, in Helm's grammar: `name.sub[2].key=value,other={a,b}`. They change
// `values` in place. Each throws Error, rule `set-value`, with Helm's text, which the caller puts
// behind the name of the flag. Texts are copied into `arena`.

enum class SetKind : uint8_t {
  Typed,    // --set: integers, booleans and null are what they look like
  Text,     // --set-string
  Literal,  // --set-literal: all behind the first `=` is the text
  Json,     // --set-json: JSON values
};

/// Helm 4 takes an index without its `]` for the end of the flag, where Helm 3 fails.
void set_values(std::string_view line, SetKind kind, ValueMap& values, Arena& arena,
                int helm_version = 4);

/// --set-file: `read` gives the text that a path stands for.
void set_file_values(std::string_view line, ValueMap& values, Arena& arena,
                     const std::function<std::string_view(std::string_view path)>& read,
                     int helm_version = 4);

}  // namespace drydock::render
