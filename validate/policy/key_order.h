#pragma once

struct lua_State;

namespace drydock::validate::policy {

/// Lua functions. `pairs` in the order of keys (numbers, then texts, then booleans), whatever the
/// table; keys of other types have no order and are an error. `next` agrees with it.
int ordered_pairs(lua_State* lua);
int ordered_next(lua_State* lua);

}  // namespace drydock::validate::policy
