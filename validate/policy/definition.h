#pragma once

#include "validate/policy/policy.h"

struct lua_State;

namespace drydock::validate::policy {

/// Reads the table of a `policy {...}` at the top of the stack, without its functions. What is
/// wrong raises an error of Lua, which stands at the line of the call.
Policy read_definition(lua_State* lua);

/// "Kind", "group/Kind" and so on.
KindPattern read_kind_pattern(std::string_view text);

/// Whether that is the id of a rule: small letters, digits and single hyphens between them.
bool is_kebab_case(std::string_view id);

}  // namespace drydock::validate::policy
