#pragma once

#include "render/builtins/builtin.h"
#include "render/time/go_time.h"

namespace drydock::render {

/// A time.Time. The location must outlive the arena's values.
Value make_time_value(Arena& arena, const GoTime& time);
/// The time of a value that is a time.Time; null for others.
const GoTime* time_of(Value value);

/// A time.Duration.
Value make_duration_value(Arena& arena, int64_t duration);
/// The nanoseconds of a Duration argument, which is such a value or a number from the template.
int64_t duration_of(Value value);

/// Go's time.Local, in the arena.
const Location* local_location(Context& context);

// By type.
std::span<const Builtin> time_methods();
std::span<const Builtin> duration_methods();

}  // namespace drydock::render
