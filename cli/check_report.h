#pragma once

#include <set>
#include <span>
#include <string>

#include "cli/pipeline.h"
#include "report/model.h"

namespace drydock::cli {

/// What a check found, as reports list it. `rendered` are the repository's projects in its order,
/// `known` the fingerprints of what the base has as well. Refers to the repository; the waivers of
/// the run that objects carry must outlive the report.
report::CheckReport make_report(const Repository& repository,
                                std::span<const RenderedProject* const> rendered, CheckRun run,
                                const std::set<std::string>& known);

}  // namespace drydock::cli
