#pragma once

#include <cstdint>
#include <string>

/// What the server lets the rules of a custom resource cost, by its own estimate.
namespace drydock::validate::server {

constexpr uint64_t kRuleCostLimit = 10'000'000;
constexpr uint64_t kSchemaCostLimit = 100'000'000;

/// "exceeds budget by factor of 3.1x (try …)".
std::string cost_excess(uint64_t cost, uint64_t limit);

}  // namespace drydock::validate::server
