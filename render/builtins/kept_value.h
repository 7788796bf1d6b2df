#pragma once

#include "core/arena.h"
#include "core/value.h"

namespace drydock::render {

/// A copy of a value whose texts point to a buffer that goes away.
Value kept_value(Value value, Arena& arena);

}  // namespace drydock::render
