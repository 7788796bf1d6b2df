#include "cli/branch_merger.h"

#include <fmt/format.h>

#include <optional>
#include <set>

#include "core/error.h"
#include "core/git/objects.h"

namespace drydock::cli {

BranchMerger::BranchMerger(std::string folder, std::vector<std::string> branches,
                           std::vector<std::string> stems)
    : folder_(std::move(folder)) {
  for (std::string& name : branches) {
    Branch branch;
    branch.tip = open_git_tree(folder_, name);
    branch.ancestor = open_git_tree(folder_, newest_ancestor(name, stems));
    for (const TreeChange& change : tree_changes(*branch.ancestor, *branch.tip)) {
      brought_.emplace(change.path, name);
    }
    branch.name = std::move(name);
    branches_.push_back(std::move(branch));
  }
}

/// Of the commits where a branch parted from the stems the latest: up to there all is the same.
std::string BranchMerger::newest_ancestor(const std::string& branch,
                                          const std::vector<std::string>& stems) const {
  std::optional<std::string> newest;
  for (const std::string& stem : stems) {
    std::optional<std::string> fork = find_merge_base(folder_, branch, stem);
    bool later = fork && (!newest || find_merge_base(folder_, *fork, *newest) == newest);
    if (later) newest = std::move(fork);
  }
  if (newest) return *std::move(newest);
  fail("git-revision",
       fmt::format("it is not known where {} and {} have parted: they share no commit here. In a "
                   "shallow clone fetch more of both (git fetch --unshallow)",
                   branch, fmt::join(stems, " or ")));
}

std::unique_ptr<Tree> BranchMerger::merge(std::unique_ptr<Tree> ours,
                                          std::vector<BranchConflict>& conflicts) {
  for (const Branch& branch : branches_) {
    Merge merge = merge_trees(*branch.ancestor, *branch.tip, *ours, folder_);
    for (MergeConflict& conflict : merge.conflicts) {
      conflicts.push_back({branch.name, std::move(conflict)});
    }
    under_.push_back(std::move(ours));
    ours = std::move(merge.tree);
  }
  return ours;
}

void BranchMerger::tell_branches(std::vector<Finding>& findings) const {
  for (Finding& finding : findings) {
    std::set<std::string_view> told;
    for (const SourcePos& where : finding.locations) {
      auto from = where.file ? brought_.find(where.path()) : brought_.end();
      if (from == brought_.end() || !told.insert(from->first).second) continue;
      Diagnostic note;
      note.severity = Severity::Info;
      note.message = fmt::format("{} is changed by {}", from->first, from->second);
      note.where = where;
      finding.diagnostic.notes.push_back(std::move(note));
    }
  }
}

std::vector<Finding> findings_of(const std::vector<BranchConflict>& conflicts, SourceCache& files) {
  std::vector<Finding> findings;
  for (const auto& [branch, conflict] : conflicts) {
    Diagnostic diagnostic;
    diagnostic.rule = "merge-conflict";
    diagnostic.message =
        fmt::format("{} cannot be merged with {}: {}", conflict.path, branch, conflict.why);
    diagnostic.where = files.position_of(conflict.path);
    findings.push_back(make_finding(std::move(diagnostic), "", {}));
  }
  return findings;
}

}  // namespace drydock::cli
