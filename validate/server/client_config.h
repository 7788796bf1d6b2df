#pragma once

#include "validate/server/field.h"

namespace drydock::validate::server {

/// Where a webhook is: exactly one of a URL and a service. `config` is null when absent.
void check_client_config(const Field& config);
/// The versions of reviews that a webhook takes: v1 or v1beta1 among them.
void check_review_versions(const Field& versions, std::string_view missing);

}  // namespace drydock::validate::server
