#pragma once

#include "schemas/json_value.h"

namespace drydock::schemas {

/// A value as the API server has it after defaulting by the OpenAPI schema of a custom resource:
/// members that are missing, or null where null is not allowed, get their default. What is filled
/// in has no node. The result shares parts with both, and lives in `arena`.
JsonValue with_defaults(const JsonValue& value, const JsonValue& schema, Arena& arena);

}  // namespace drydock::schemas
