#pragma once

#include <span>
#include <string>

#include "core/project.h"

namespace drydock::projects {

/// A drydock.yaml that lists these projects, with comments that explain it; what `drydock init`
/// writes. Reading it and discovering again gives the same projects. Projects whose path no YAML
/// can hold (invalid UTF-8) are left to discovery.
std::string write_settings(std::span<const Project> projects);

}  // namespace drydock::projects
