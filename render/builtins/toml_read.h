#pragma once

#include <string>
#include <string_view>

#include "render/builtins/builtin.h"

namespace drydock::render {

struct TomlResult {
  Value map;            // nil when there is a problem
  std::string problem;  // the error text of BurntSushi/toml: "toml: line 2 (last key "a"): …"
};

/// Nesting deeper than this, of values or of dotted keys, throws Error with rule `recursion-limit`.
constexpr size_t kMaxTomlDepth = 256;

/// Reads TOML 1.1 as BurntSushi/toml does into a map: int64, float64, times, lists and maps.
TomlResult parse_toml(std::string_view text, const CallArgs& args);

}  // namespace drydock::render
