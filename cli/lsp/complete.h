#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/live_fleet.h"
#include "cli/lsp/yaml_context.h"

namespace drydock::cli::lsp {

struct Proposal {
  std::string label;
  std::string insert;  // in place of the word
  std::string detail;
  bool is_value = false;
};

/// What may be typed there: fields of kustomizations, of built-in kinds and of those that the fleet
/// defines, kinds and API versions, values that a field may have, files beside a kustomization.
std::vector<Proposal> complete(const LiveFleet& fleet, std::string_view path,
                               const YamlContext& context);

}  // namespace drydock::cli::lsp
