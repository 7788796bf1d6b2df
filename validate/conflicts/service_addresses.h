#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// Node ports by number, whatever the protocol.
void collect_node_ports(const Fleet& fleet, const Project& project, const Resource& resource,
                        uint32_t index, ClaimSink& sink);

/// Addresses that a Service asks its load balancer for.
void collect_load_balancer_ips(const Fleet& fleet, const Project& project, const Resource& resource,
                               uint32_t index, ClaimSink& sink);

/// Fixed addresses inside the cluster.
void collect_cluster_ips(const Fleet& fleet, const Project& project, const Resource& resource,
                         uint32_t index, ClaimSink& sink);

/// Not when both have one sharing key and no port in common.
bool load_balancers_clash(const Fleet& fleet, const Claim& a, const Claim& b);

}  // namespace drydock::validate
