#include "core/input_log.h"

#include <algorithm>

namespace drydock {

bool InputLog::depends_on(const TreeChange& change) const {
  if (files_.contains(change.path)) return true;
  for (std::string_view at = change.path;; at = parent_path(at)) {
    if (missing_.contains(at) || all_.contains(at)) return true;
    if (at.empty()) break;
  }
  return !change.entry.empty() && lists_.contains(parent_path(change.entry));
}

bool InputLog::depends_on_any(std::span<const TreeChange> changes) const {
  return std::any_of(changes.begin(), changes.end(),
                     [&](const TreeChange& change) { return depends_on(change); });
}

}  // namespace drydock
