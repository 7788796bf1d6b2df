#pragma once

#include <string>

#include "core/yaml/comments.h"
#include "core/yaml/node.h"

namespace drydock::overlays {

/// A tree as go-yaml v3 writes it for kyaml's String: order and styles are kept, lists stand at
/// their key's column, and the text ends with a line feed. Of comments those that are given.
std::string styled_yaml(const Node& root, const YamlDocumentComments* comments = nullptr);

}  // namespace drydock::overlays
