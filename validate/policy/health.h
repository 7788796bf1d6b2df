#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/arena.h"
#include "core/source.h"
#include "core/yaml/node.h"
#include "validate/policy/lua_state.h"

namespace drydock::validate::policy {

/// What a script of Argo CD says of an object.
struct ScriptResult {
  std::string
      status;  // of a health script: "Healthy", "Progressing" ...; empty when it says nothing
  std::string message;
  const Node* returned = nullptr;  // the whole of what it returned, in the arena given
  std::optional<LuaFailure> failure;
};

/// Runs health.lua or action.lua, unmodified, over an object: `obj` is a table of it that the
/// script may change, `actionParams` are texts. In the sandbox of policies, with table.getn of
/// Lua 5.1.
ScriptResult run_argo_script(const SourceFile& script, const Node& object,
                             const std::vector<std::pair<std::string, std::string>>& action_params,
                             int64_t now, Arena& arena);

}  // namespace drydock::validate::policy
