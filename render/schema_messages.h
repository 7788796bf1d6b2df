#pragma once

#include <string>
#include <vector>

#include "schemas/json_schema.h"

namespace drydock::render {

/// The errors of a schema as Helm words them: lines of "- at '/port': got string, want integer",
/// nested ones indented. `schema` and `values` are what was compared.
std::string helm_schema_lines(const std::vector<schemas::SchemaError>& errors,
                              const schemas::JsonValue& schema, const schemas::JsonValue& values);

}  // namespace drydock::render
