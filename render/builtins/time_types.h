#pragma once

#include "render/builtins/time_values.h"

namespace drydock::render {

// What the methods of times need of the types around them.

/// A time.Duration, time.Month or time.Weekday.
Value make_time_number(Arena& arena, Type type, int64_t value);
/// The time's location, a *time.Location.
Value make_location_value(Arena& arena, const GoTime& time);
/// Shows the time in the location of that value.
void set_location(GoTime& time, Value location);

}  // namespace drydock::render
