#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// Hosts in the mesh, and host and match on a gateway.
void collect_virtual_services(const Fleet& fleet, const Project& project, const Resource& resource,
                              uint32_t index, ClaimSink& sink);

/// The host of a DestinationRule in full.
void collect_destination_rules(const Fleet& fleet, const Project& project, const Resource& resource,
                               uint32_t index, ClaimSink& sink);

/// Whether there is a namespace that sees both.
bool istio_meets(const Fleet& fleet, const Claim& a, const Claim& b);

/// The same, and the two are not merged: rules of one namespace are when only one has a policy.
bool destination_rules_clash(const Fleet& fleet, const Claim& a, const Claim& b);

}  // namespace drydock::validate
