#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// Secrets and ConfigMaps: those that a project owns, and those that a controller makes for it.
void collect_generated_objects(const Fleet& fleet, const Project& project, const Resource& resource,
                               uint32_t index, ClaimSink& sink);

/// Whether at least one of two is made by a controller that owns what it makes.
bool generated_objects_clash(const Fleet& fleet, const Claim& a, const Claim& b);

}  // namespace drydock::validate
