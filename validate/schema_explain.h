#pragma once

#include <span>
#include <vector>

#include "schemas/json_schema.h"
#include "schemas/json_value.h"
#include "validate/shape_error.h"

namespace drydock::validate {

/// The errors of a schema about a value, worded and arranged as kubeconform's library has them:
/// where a type is wrong nothing else is said of a value, several errors about one value or its
/// parts make a group. `schema` is the document; where its properties only refer to others, the
/// errors about them are those of the reference.
std::vector<ShapeError> explain_schema_errors(std::span<const schemas::SchemaError> errors,
                                              const schemas::JsonValue& value,
                                              const schemas::JsonValue& schema);

}  // namespace drydock::validate
