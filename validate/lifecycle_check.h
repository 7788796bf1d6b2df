#pragma once

#include <optional>

#include "core/diagnostic.h"
#include "core/resource.h"
#include "validate/schema_catalog.h"

namespace drydock::validate {

/// Whether a release serves an object's version of its kind, and for how long: rules `api-removed`,
/// `api-unknown` and `api-deprecated`. Nothing when all is well, or when the kind is not known.
std::optional<Diagnostic> check_lifecycle(const Resource& resource, int release,
                                          const SchemaCatalog& catalog, std::string_view cluster);

}  // namespace drydock::validate
