#pragma once

#include "core/value.h"

namespace drydock::render {

/// What `if`, `and` and `not` take for true: all but nil, false, zero and what is empty.
bool is_true(Value value);

/// Whether the map's values are held in an interface {}: not so for map[string]string.
inline bool has_interface_elements(Value map) {
  return map.go_type() != GoType::StringMap && map.go_type() != GoType::Files;
}

}  // namespace drydock::render
