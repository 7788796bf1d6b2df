#pragma once

#include <string_view>
#include <vector>

#include "overlays/configs.h"
#include "overlays/context.h"

namespace drydock::overlays {

// Files that entries name in place of their own content.

/// A file with one replacement or a list of them.
std::vector<Replacement> read_replacements(const Text& path, Context& context);
/// A file with `targets` of a ValueAddTransformer.
std::vector<ValueAddTarget> read_value_add_targets(const Text& path, Context& context);

}  // namespace drydock::overlays
