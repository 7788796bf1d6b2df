#pragma once

#include <span>
#include <string>

#include "core/json/stream.h"
#include "plan/fleet_diff.h"

namespace drydock::report {

/// What `drydock diff --format json` prints.
std::string write_diff_json(std::span<const plan::ObjectDiff> diffs);

/// One difference as an object of JSON.
void write_difference(JsonStream& json, const plan::Difference& one);

/// The answer to one pair of `drydock diff --pairs`, on one line.
std::string write_pair_verdict(std::string_view name, std::string_view resource,
                               const plan::ObjectChange& change);

}  // namespace drydock::report
