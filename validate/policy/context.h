#pragma once

struct lua_State;
struct luaL_Reg;

namespace drydock::validate::policy {

/// A function of `ctx`, as it is called and as documentation explains it.
struct ContextFunction {
  const char* name;
  const char* arguments;  // "NODE, FORMAT, ..."
  int (*call)(lua_State* lua);
  const char* help;
};

/// The families of functions; each ends with a row of nulls.
const ContextFunction* report_functions();      // context_report.cc
const ContextFunction* field_functions();       // context_fields.cc
const ContextFunction* kubernetes_functions();  // context_kubernetes.cc
const ContextFunction* value_functions();       // context_values.cc
const ContextFunction* fleet_functions();       // context_fleet.cc

/// Pushes a table with all of them, whose __index gives `project`, `cluster` and `file`.
void push_context_base(lua_State* lua);

}  // namespace drydock::validate::policy
