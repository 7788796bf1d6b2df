#include "validate/server/rule_costs.h"

#include <fmt/format.h>

namespace drydock::validate::server {

std::string cost_excess(uint64_t cost, uint64_t limit) {
  constexpr double kShownFactor = 100;
  double factor = static_cast<double>(cost) / static_cast<double>(limit);
  std::string shown = factor > kShownFactor ? fmt::format("more than {}x", kShownFactor)
                                            : fmt::format("{:.1f}x", factor);
  return fmt::format(
      "exceeds budget by factor of {} (try simplifying the rule, or adding maxItems, "
      "maxProperties, and maxLength where arrays, maps, and strings are declared)",
      shown);
}

}  // namespace drydock::validate::server
