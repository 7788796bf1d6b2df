#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// Matches of HTTPRoutes, by Gateway and hostname.
void collect_http_routes(const Fleet& fleet, const Project& project, const Resource& resource,
                         uint32_t index, ClaimSink& sink);

/// Whether two routes are at one listener.
bool routes_meet(const Fleet& fleet, const Claim& a, const Claim& b);

}  // namespace drydock::validate
