#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/value.h"

namespace drydock::projects::argocd {

/// One step down: a key of a map, or an index of a list.
struct PathStep {
  std::optional<std::string> key;
  size_t index = 0;

  auto operator<=>(const PathStep&) const = default;
};
using ValuePath = std::vector<PathStep>;

/// A copy whose maps nobody shares.
Value copy_value(Value value, Arena& arena, int depth = 0);

/// Takes away what is at a path; false when there is nothing. Lists are made anew in `arena`, maps
/// change where they are.
bool remove_at(Value& root, const ValuePath& path, Arena& arena);

/// The same for a JSON pointer ("/spec/template/0"), as a JSON patch removes it.
bool remove_pointer(Value& root, std::string_view pointer, Arena& arena);

}  // namespace drydock::projects::argocd
