#pragma once

#include "core/value.h"
#include "render/builtins/context.h"

namespace drydock::render {

/// Sprig's idea of a value that was not given: nil, false, 0, and texts, lists and maps without
/// content. Times and other structs are always given.
bool is_empty(Value value);

/// Go's reflect.DeepEqual: 1 and 1.0 differ, and so do an int and an int64, a nil list and an empty
/// one. Counts its steps.
bool deep_equal(Value a, Value b, Context& context);

}  // namespace drydock::render
