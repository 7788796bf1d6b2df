#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "render/builtins/builtin.h"

namespace drydock::render {

/// In place of a version of Helm: the functions of Argo CD's ApplicationSets.
constexpr int kApplicationSetFunctions = 0;

/// The function of that name in Helm 3 or 4, or null.
const Builtin* find_builtin(std::string_view name, int helm_version);

/// All functions of that Helm, sorted by name.
std::vector<const Builtin*> all_builtins(int helm_version);

}  // namespace drydock::render
