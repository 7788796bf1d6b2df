#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// The workload whose replicas an autoscaler of any sort sets.
void collect_autoscalers(const Fleet& fleet, const Project& project, const Resource& resource,
                         uint32_t index, ClaimSink& sink);

}  // namespace drydock::validate
