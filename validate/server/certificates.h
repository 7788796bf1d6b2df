#pragma once

#include "validate/server/object.h"

namespace drydock::validate::server {

/// "example.com/signer".
void check_signer_name(const Field& name);
void check_certificate_signing_request(const Object& object);
void check_cluster_trust_bundle(const Object& object);
Problems cluster_trust_bundle_name(const Object& object, std::string_view name, bool is_prefix);

}  // namespace drydock::validate::server
