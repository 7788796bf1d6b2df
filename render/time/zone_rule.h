#pragma once

#include <optional>

#include "render/time/location.h"

namespace drydock::render {

/// What a rule in the form of POSIX's TZ variable, "CET-1CEST,M3.5.0,M10.5.0/3", gives for a time
/// after the last known change of the zone, `last_change`. Nothing for a rule that cannot be read.
std::optional<Location::Period> apply_zone_rule(std::string_view rule, int64_t last_change,
                                                int64_t seconds);

}  // namespace drydock::render
