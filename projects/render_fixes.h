#pragma once

#include "core/finding.h"

namespace drydock::projects {

/// How what was found while rendering can be mended, where that is certain: of a repeated key the
/// value that no tool uses goes away; old fields of a kustomization become those that took over;
/// manifest-generate-paths of an Application gets what it lacks.
/// Empty for the rest.
Fix fix_of_problem(const Diagnostic& problem);

}  // namespace drydock::projects
