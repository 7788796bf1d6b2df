#pragma once

#include <string>

#include "core/tree.h"

namespace drydock {

/// The files that a sparse checkout leaves out of a folder, as HEAD has them: for
/// `Tree::with_changes` over the folder. Empty when the checkout is not sparse, or when that is not
/// known without the program git.
Tree::Changes files_left_out(const Tree& work, const std::string& folder);

/// The files of the submodules that are checked out in a folder, at the commits that a revision of
/// the repository records for them. Submodules that lack their commit are left out.
Tree::Changes files_of_submodules(const Tree& revision, const std::string& folder);

}  // namespace drydock
