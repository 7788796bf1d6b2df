#pragma once

#include <vector>

#include "core/finding.h"
#include "core/project.h"
#include "core/settings.h"

namespace drydock::validate {

/// Gives findings the severity that `severities` of the settings has for their rule. What a project
/// says for itself counts for findings about that project alone, and goes before.
void override_severities(std::vector<Finding>& findings, const Settings& settings,
                         const std::vector<Project>& projects);

}  // namespace drydock::validate
