#pragma once

#include "schemas/json_value.h"

namespace drydock::schemas {

/// The JSON Schema (draft 4) that says which values the API server takes for a custom resource's
/// OpenAPI schema, after defaulting: what may be null or either an integer or a text is spelt out,
/// fields with a default need not be there, and what is no restriction is left out. Unknown fields
/// are another matter: the server prunes them. The result lives in `arena` and shares parts with
/// the schema; its nodes are those of the schema.
JsonValue json_schema_of_structural(const JsonValue& schema, Arena& arena);

}  // namespace drydock::schemas
