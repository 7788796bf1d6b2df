#pragma once

#include <vector>

#include "core/diagnostic.h"
#include "projects/flux/definitions.h"
#include "projects/flux/source_finder.h"

namespace drydock::projects::flux {

/// What is wrong with definitions beside what they render: dependencies that nobody defines or that
/// go in a circle, two that deploy the same, charts and sources that move by themselves, and those
/// that are suspended.
void check_definitions(const Definitions& definitions, const SourceFinder& finder,
                       std::vector<Diagnostic>& problems);

}  // namespace drydock::projects::flux
