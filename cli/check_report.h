#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "cli/pipeline.h"
#include "report/model.h"

namespace drydock::cli {

/// How many objects each project has.
std::vector<size_t> object_counts(std::span<const RenderedProject> rendered);

/// What a check found, as reports list it. `objects` are those counts in the repository's order,
/// `known` the fingerprints of what the base has as well. Refers to the repository; the waivers of
/// the run that objects carry must outlive the report.
report::CheckReport make_report(const Repository& repository, std::span<const size_t> objects,
                                CheckRun run, const std::set<std::string>& known);

}  // namespace drydock::cli
