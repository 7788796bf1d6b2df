#pragma once

#include <cstdint>

#include "core/value.h"

namespace drydock::render {

// Numbers out of anything, as spf13/cast makes them. What cannot be converted is 0.

/// Floats are cut off, texts may have a base prefix and ".000" at their end, true is 1.
int64_t to_int64(Value value);
double to_float64(Value value);

/// Go's int64(x): what lies outside, NaN too, is the smallest int64.
int64_t truncate_float(double x);

}  // namespace drydock::render
