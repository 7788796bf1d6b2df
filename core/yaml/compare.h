#pragma once

#include "core/yaml/node.h"

namespace drydock {

/// Whether two trees hold the same data: order of keys, style and positions do not count; `"1"` and
/// `1` differ, `"a"` and `a` do not. For trees without duplicate keys.
bool same_data(const Node& a, const Node& b);

}  // namespace drydock
