#pragma once

#include <string>

#include "core/value.h"

namespace drydock::render {

/// Go's template comparisons, `eq` and `lt`. A type error is told in `problem`; the result is then
/// false.
bool go_equal(Value a, Value b, std::string& problem);
bool go_less(Value a, Value b, std::string& problem);

}  // namespace drydock::render
