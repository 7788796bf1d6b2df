#pragma once

#include <span>
#include <string>

#include "schemas/json_schema.h"
#include "schemas/json_value.h"

namespace drydock::render {

/// What JsonSchema::check_nested gives, in the words of the validator that Helm uses, which `helm
/// lint` prints on stdout: "- at '/mode': got number, want string\n".
std::string validator_text(std::span<const schemas::SchemaError> errors,
                           const schemas::JsonValue& instance);

}  // namespace drydock::render
