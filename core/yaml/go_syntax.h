#pragma once

#include <string>

#include "core/yaml/node.h"

namespace drydock {

/// What Go's `%#v` prints of the value that a decoder of the dialect makes of a node, as error
/// texts quote it: `[]interface {}{"a", 1}`, `map[interface {}]interface {}{"a":"b"}`, `0x1`. Merge
/// keys are not followed, and nothing deeper than a hundred levels is shown.
std::string go_syntax(const Node& node, YamlDialect dialect);

}  // namespace drydock
