#pragma once

#include <string>
#include <vector>

#include "core/tree.h"

namespace drydock {

/// A file or link that differs between two trees, or is in one only.
struct TreeChange {
  std::string path;
  std::string entry;  // the path, or a folder above it, that one of the two lacks; else empty

  bool operator==(const TreeChange&) const = default;
};

/// All of them, in byte order of their paths. Submodules are passed over. Reads only what has no id
/// (see Tree::content_id) in both.
std::vector<TreeChange> tree_changes(const Tree& before, const Tree& after);

/// Why two changes of one path cannot both be had.
struct MergeConflict {
  std::string path;
  std::string why;  // "both change the same lines"
};

struct Merge {
  std::unique_ptr<Tree> tree;  // refers to `ours`; where there is a conflict it has ours
  std::vector<MergeConflict> conflicts;
};

/// `ours` with what `theirs` changed since `ancestor`, file by file and, in files that both
/// changed, line by line, as `git merge` would have it; of renames only those that change nothing
/// else are seen. `place` is the absolute path that the result's root stands for.
Merge merge_trees(const Tree& ancestor, const Tree& theirs, const Tree& ours, std::string place);

}  // namespace drydock
