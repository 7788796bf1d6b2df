#pragma once

#include <string>

#include "core/yaml/node.h"

namespace drydock::projects::flux {

/// What a node holds, to be compared with what others hold. Unlike YAML it takes any character.
std::string node_text(const Node& node);

}  // namespace drydock::projects::flux
