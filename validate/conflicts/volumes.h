#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// The volume that a claim names.
void collect_volume_claims(const Fleet& fleet, const Project& project, const Resource& resource,
                           uint32_t index, ClaimSink& sink);

}  // namespace drydock::validate
