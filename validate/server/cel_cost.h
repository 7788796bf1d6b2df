#pragma once

#include <optional>

#include "validate/server/field.h"

/// What evaluating expressions may cost at worst, in the server's units. All of it is cautious: the
/// server's own estimate is at least as high.
namespace drydock::validate::server {

constexpr double kRuleCostLimit = 10'000'000;
constexpr double kSchemaCostLimit = 100'000'000;

/// How many elements a list or map of a schema can have: what it says itself, or what fits into a
/// request.
double max_elements(const Field& schema);
/// The limit that a list or map sets itself.
std::optional<double> stated_elements(const Field& schema);
/// How many values of a schema fit into a request.
double max_instances(const Field& schema);

/// "exceeds budget by factor of 3.1x (try …)".
std::string cost_excess(double cost, double limit);

}  // namespace drydock::validate::server
