#pragma once

#include <string>
#include <string_view>

#include "core/yaml/node.h"
#include "validate/policy/policy.h"

struct lua_State;

namespace drydock::validate::policy {

/// "string", "integer[]" and so on.
bool is_parameter_type(std::string_view type);

/// What is wrong with a value for a parameter, a predicate ("is a number, not a string"); empty
/// when nothing is. `where` gets the node that is wrong.
std::string parameter_problem(lua_State* lua, int index, const Parameter& parameter);
std::string parameter_problem(const Node& value, const Parameter& parameter, const Node** where);

}  // namespace drydock::validate::policy
