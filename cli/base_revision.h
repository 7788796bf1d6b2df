#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cli/branch_merger.h"
#include "cli/pipeline.h"
#include "core/tree_changes.h"

namespace drydock::cli {

struct BaseOptions {
  std::string revision;  // anything `git rev-parse` takes
  bool merge = true;  // what is checked is the result of merging the working folder into the base
  bool trust_head = false;  // policies, waivers and severities are the working folder's own
  std::vector<std::string> merge_with = {};  // open branches that are taken to have landed as well
};

/// The revision that a merge request is judged against. Its policies, their parameters, its waivers
/// and its severities count, so that a merge request cannot change the rules that judge it.
class BaseRevision {
 public:
  /// Throws Error when there is no such revision, or when it is not known where the two parted.
  BaseRevision(const std::string& folder, BaseOptions options);

  /// What is to be checked: the working folder, with what the base has in addition. Refers to this.
  std::unique_ptr<Tree> take_merged() { return std::move(merged_); }
  /// Opens and checks the base, and changes what counts in `head`. Projects that the change cannot
  /// touch are taken from what the head rendered, which must outlive this. False, with the reasons
  /// printed, when the base's drydock.yaml is unusable.
  bool check(Session& session, Repository& head, const std::vector<RenderedProject>& rendered,
             CheckOptions& options);

  /// Fingerprints of what it finds.
  const std::set<std::string>& known() const { return known_; }
  /// Findings about files that cannot be merged.
  std::vector<Finding> merge_findings(Repository& head) const;
  /// Says in the notes of findings which of their files come from branches of `merge_with`.
  void tell_branches(std::vector<Finding>& findings) const { branches_.tell_branches(findings); }
  /// What the merge changes.
  const std::vector<TreeChange>& changes() const { return changes_; }
  /// For each project of `head`, whether it renders what the base does not: an input or its
  /// settings differ, or it is new. Opens the base; throws Error when its drydock.yaml is unusable.
  std::vector<bool> changed_projects(Session& session, Repository& head,
                                     const std::vector<RenderedProject>& rendered);

 private:
  void merge(const std::string& folder);
  void land_branches();
  void put_over(std::unique_ptr<Tree>& tree, Tree::Changes files);
  std::vector<const RenderedProject*> render(Repository& head,
                                             const std::vector<RenderedProject>& rendered,
                                             int jobs);
  bool differs(const Project& before, const RenderedProject& now) const;
  bool take_rules(Session& session, Repository& head);

  BaseOptions options_;
  std::string folder_;
  BranchMerger branches_;
  std::vector<std::unique_ptr<Tree>> under_;  // what other trees are made of
  std::unique_ptr<Tree> base_;
  std::unique_ptr<Tree> work_;
  std::unique_ptr<Tree> merged_;
  std::vector<BranchConflict> conflicts_;
  std::vector<TreeChange> changes_;
  std::unique_ptr<Repository> repository_;
  std::unique_ptr<Repository> rules_;      // the base without branches; null when that is the base
  std::vector<RenderedProject> rendered_;  // those that the change can touch
  std::unique_ptr<validate::Fleet> fleet_;
  std::set<std::string> known_;
};

/// Whether two projects render the same as long as their files are the same.
bool renders_alike(const Project& a, const Project& b);

/// The target branch of the merge request that a CI job runs for, as the usual services tell it, as
/// a remote branch: "origin/main". Empty outside of such jobs.
std::string base_of_merge_request();

}  // namespace drydock::cli
