#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// Names of admission webhooks, mutating and validating apart.
void collect_webhooks(const Fleet& fleet, const Project& project, const Resource& resource,
                      uint32_t index, ClaimSink& sink);

}  // namespace drydock::validate
