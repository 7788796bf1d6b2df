#pragma once

#include <complex>
#include <optional>

#include "core/value.h"

namespace drydock::render {

/// Go's complex128, which only a literal like `2i` makes.
Value make_complex(Arena& arena, std::complex<double> number);
/// The number, if the value is one.
std::optional<std::complex<double>> complex_value(Value value);

}  // namespace drydock::render
