#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/finding.h"
#include "core/source_cache.h"
#include "core/tree_changes.h"

namespace drydock::cli {

/// A file of a branch that cannot be merged with what is there.
struct BranchConflict {
  std::string branch;
  MergeConflict conflict;
};

/// Merges open branches into a tree, one after another: what the repository would be if all of them
/// landed. Nothing is written anywhere. Trees that it made refer to it.
class BranchMerger {
 public:
  /// `stems` are the revisions that the trees are made of: a branch has parted from one of them.
  /// Throws Error when there is no such branch, or when it is not known where it has parted.
  BranchMerger(std::string folder, std::vector<std::string> branches,
               std::vector<std::string> stems);

  bool empty() const { return branches_.empty(); }
  /// `ours` with the changes of all branches.
  std::unique_ptr<Tree> merge(std::unique_ptr<Tree> ours, std::vector<BranchConflict>& conflicts);
  /// Says in the notes of findings which of their files come from which branch.
  void tell_branches(std::vector<Finding>& findings) const;

 private:
  struct Branch {
    std::string name;
    std::unique_ptr<Tree> tip;
    std::unique_ptr<Tree> ancestor;
  };

  std::string newest_ancestor(const std::string& branch,
                              const std::vector<std::string>& stems) const;

  std::string folder_;
  std::vector<Branch> branches_;
  std::map<std::string, std::string, std::less<>> brought_;  // path, branch
  std::vector<std::unique_ptr<Tree>> under_;                 // what merged trees refer to
};

/// Findings about files that cannot be merged.
std::vector<Finding> findings_of(const std::vector<BranchConflict>& conflicts, SourceCache& files);

}  // namespace drydock::cli
