#pragma once

#include <string>
#include <vector>

#include "core/finding.h"
#include "validate/policy/coverage.h"
#include "validate/policy/fleet_index.h"
#include "validate/policy/policy_set.h"

namespace drydock::validate::policy {

struct PolicyRunOptions {
  const Fleet* old = nullptr;  // the base revision, for ctx.old
  int64_t now = 0;             // seconds since 1970
  int jobs = 0;
  Coverage* coverage = nullptr;  // with one job only
};

struct PolicyRun {
  std::vector<Finding> findings;  // sorted; they point into the set
  std::vector<size_t> matched;    // objects or projects, by policy
  std::string printed;            // what `print` was given, in the order of objects
};

/// Runs the selected policies over all objects, then those over projects and the fleet, and judges
/// claims. The result does not depend on the number of threads. A policy that fails is a finding
/// (`policy-error`) at its own line; one that runs out of steps or memory does not run for further
/// objects.
PolicyRun run_policies(const PolicySet& set, const Fleet& fleet, const PolicyRunOptions& options);

}  // namespace drydock::validate::policy
