#pragma once

#include <vector>

#include "core/value.h"
#include "schemas/kubernetes.h"
#include "validate/shape_error.h"

namespace drydock::validate {

/// Whether a document fits a built-in type as it fits the JSON Schema that is published for it;
/// that is laxer than the server (formats are not looked at) and stricter (fields must be there
/// that the server would default). `strict`: objects may have no other fields than their type's.
/// Members are looked at in byte order of their names.
std::vector<ShapeError> check_shape(const Value& document, const schemas::ApiTable& table,
                                    const schemas::ApiSchema& schema, bool strict);

/// "null", "boolean", "number", "string", "array" or "object".
std::string_view json_type_of(const Value& value);

}  // namespace drydock::validate
