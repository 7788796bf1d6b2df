#pragma once

#include <string_view>

#include "schemas/formats.h"

namespace drydock::validate {

/// "1h30m" as Go reads durations, or "2 weeks" as Kubernetes' OpenAPI library does.
bool is_kubernetes_duration(std::string_view text);

/// What formats mean to kubeconform, whatever a schema's draft; null: everything fits.
const schemas::FormatCheck* find_kubeconform_format(std::string_view name);
/// What they mean in the schema of a custom resource; fewer are looked at than the server knows.
const schemas::FormatCheck* find_custom_resource_format(std::string_view name);

}  // namespace drydock::validate
