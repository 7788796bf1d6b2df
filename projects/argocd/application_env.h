#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace drydock::projects::argocd {

/// The variables that a source may name as $NAME or ${NAME}.
using ApplicationEnv = std::vector<std::pair<std::string_view, std::string>>;

/// Go's os.Expand as Argo CD uses it: an unknown variable is empty, and `$$` is `$`.
std::string expand_env(std::string_view text, const ApplicationEnv& env);

}  // namespace drydock::projects::argocd
