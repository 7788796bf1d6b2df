#pragma once

#include <string>
#include <string_view>

#include "render/builtins/builtin.h"

namespace drydock::render {

// What Helm's fromJson and fromYaml give for texts that are not what they should be.

/// encoding/json's error for a value that does not fit: "json: cannot unmarshal array into Go value
/// of type map[string]interface {}".
std::string json_type_problem(Value value, std::string_view go_type);

/// A map with the text under "Error", and a list of the text alone.
Value error_map(const CallArgs& args, std::string_view text);
Value error_list(const CallArgs& args, std::string_view text);

}  // namespace drydock::render
