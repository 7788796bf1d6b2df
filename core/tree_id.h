#pragma once

#include <functional>
#include <set>
#include <string>

#include "core/tree.h"

namespace drydock {

/// An id of all that is in a tree: equal to another tree's only when every file, link and folder is
/// the same. What the tree knows ids of is not read. Empty when a part cannot be read, or when more
/// than 512 MiB would have to be. `left_out` are paths that do not count, with what is below them.
std::string tree_id(const Tree& tree, const std::set<std::string, std::less<>>& left_out = {});

}  // namespace drydock
