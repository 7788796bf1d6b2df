#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// Ports of the node that pods bind.
void collect_host_ports(const Fleet& fleet, const Project& project, const Resource& resource,
                        uint32_t index, ClaimSink& sink);

/// Not when the pods never run on one node, or bind addresses of their own.
bool host_ports_clash(const Fleet& fleet, const Claim& a, const Claim& b);

}  // namespace drydock::validate
