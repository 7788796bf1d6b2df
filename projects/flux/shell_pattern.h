#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace drydock::projects::flux {

/// Steps that matching may still take.
struct WorkBudget {
  size_t left = 0;

  bool take(size_t steps) {
    bool enough = steps <= left;
    left = enough ? left - steps : 0;
    return enough;
  }
};

/// A glob over a whole text as envsubst has it: Go's path.Match, but `*` and `?` do not stop at
/// '/', and classes and escapes are looked at only as far as matching comes. Nothing for a pattern
/// that is refused, and when the budget is spent.
std::optional<bool> match_shell_pattern(std::string_view pattern, std::string_view text,
                                        WorkBudget& budget);

}  // namespace drydock::projects::flux
