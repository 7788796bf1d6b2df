#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// Host, path and path type in a class of Ingresses.
void collect_ingress_paths(const Fleet& fleet, const Project& project, const Resource& resource,
                           uint32_t index, ClaimSink& sink);

}  // namespace drydock::validate
