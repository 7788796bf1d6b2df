#pragma once

#include <optional>
#include <string_view>

namespace drydock {

/// Go's path.Match, which on Unix filepath.Match agrees with: `*` and `?` stop at '/', `[a-z]` and
/// `[^a-z]` are one character, a backslash takes the next one as it is. Nothing for a pattern that
/// Go refuses ("syntax error in pattern"); as in Go, a fault behind the place where matching ends
/// is found too, unless a last `*` decides earlier.
std::optional<bool> path_match(std::string_view pattern, std::string_view name);

}  // namespace drydock
