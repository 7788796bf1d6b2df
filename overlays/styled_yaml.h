#pragma once

#include <string>

#include "core/yaml/node.h"

namespace drydock::overlays {

/// A tree as go-yaml v3 writes it for kyaml's String: order and styles are kept, lists stand at
/// their key's column, and the text ends with a line feed. Comments are not kept.
std::string styled_yaml(const Node& root);

}  // namespace drydock::overlays
