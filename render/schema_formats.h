#pragma once

#include <string>
#include <string_view>

#include "schemas/formats.h"

namespace drydock::render {

/// The formats of values schemas as Helm's validator, Go's jsonschema/v6, has them; null for one
/// that it does not know.
const schemas::FormatCheck* find_helm_format(std::string_view name);

/// What the validator says is wrong with a text; empty when it has the format, or there is none.
std::string helm_format_problem(std::string_view name, std::string_view text);

}  // namespace drydock::render
