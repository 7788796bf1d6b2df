#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "validate/fleet.h"

namespace drydock::validate {

/// By what the claims of one project can meet those of others: hashes, so that two that are equal
/// may be a chance, and two that differ are none. They hold no node, and outlive the objects.
struct ClaimMarks {
  std::vector<uint64_t> claims;     // meet their equals
  std::vector<uint64_t> pods;       // meet selectors
  std::vector<uint64_t> selectors;  // of pods
};

/// Of one project of the fleet.
ClaimMarks mark_claims(const Fleet& fleet, uint32_t project);

/// For each project whether its claims meet those of another: `find_conflicts` finds nothing in
/// which one of the others takes part.
std::vector<bool> find_contested(std::span<const ClaimMarks* const> marks);

}  // namespace drydock::validate
