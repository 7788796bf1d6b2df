#pragma once

#include <vector>

#include "core/finding.h"
#include "validate/fleet.h"

namespace drydock::validate {

/// Rule `defined-twice`: objects of one project that are the same object of the API server. Several
/// of one identity make one finding.
std::vector<Finding> check_identities(const Fleet& fleet, const RenderedProject& rendered);

}  // namespace drydock::validate
