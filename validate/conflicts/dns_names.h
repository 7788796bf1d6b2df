#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// Names that external-dns is asked for, by annotation or DNSEndpoint.
void collect_dns_names(const Fleet& fleet, const Project& project, const Resource& resource,
                       uint32_t index, ClaimSink& sink);

/// Not when set identifiers make the two one weighted record, or when both want the same target.
bool dns_names_clash(const Fleet& fleet, const Claim& a, const Claim& b);

}  // namespace drydock::validate
