#pragma once

#include "core/value.h"

namespace drydock::render {

/// Whether the value is what `semver` gives.
bool is_version(Value value);
/// A version of the same type, of which nothing is set: 0.0.0.
Value empty_version(Arena& arena, Value version);

}  // namespace drydock::render
