#pragma once

#include <string>
#include <vector>

#include "core/project.h"

namespace drydock::cli {

/// Takes the projects out of a selection whose name fits none of `names`, or whose cluster none of
/// `clusters`; no globs are all. Throws Error for a glob that fits nothing in the whole repository:
/// that is a slip of the keyboard.
void keep_fitting(const std::vector<std::string>& names, const std::vector<std::string>& clusters,
                  const std::vector<Project>& projects, std::vector<bool>& selected);

/// Only the selected ones, in the same order.
void keep_selected(const std::vector<bool>& selected, std::vector<Project>& projects);

}  // namespace drydock::cli
