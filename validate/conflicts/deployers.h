#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// What an Argo CD Application or a Flux Kustomization takes from where, and puts where.
void collect_deployers(const Fleet& fleet, const Project& project, const Resource& resource,
                       uint32_t index, ClaimSink& sink);

}  // namespace drydock::validate
