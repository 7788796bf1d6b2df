#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cli/pipeline.h"
#include "core/tree_changes.h"

namespace drydock::cli {

struct BaseOptions {
  std::string revision;  // anything `git rev-parse` takes
  bool merge = true;  // what is checked is the result of merging the working folder into the base
  bool trust_head = false;  // policies, waivers and severities are the working folder's own
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
  /// What the merge changes.
  const std::vector<TreeChange>& changes() const { return changes_; }
  /// For each project of `head`, whether it renders what the base does not: an input or its
  /// settings differ, or it is new. Opens the base; throws Error when its drydock.yaml is unusable.
  std::vector<bool> changed_projects(Session& session, Repository& head,
                                     const std::vector<RenderedProject>& rendered);

 private:
  void merge(const std::string& folder);
  std::vector<const RenderedProject*> render(Repository& head,
                                             const std::vector<RenderedProject>& rendered,
                                             int jobs);
  bool differs(const Project& before, const RenderedProject& now) const;
  void take_rules(Repository& head);

  BaseOptions options_;
  std::unique_ptr<Tree> base_;
  std::unique_ptr<Tree> work_;
  std::unique_ptr<Tree> merged_;
  std::vector<MergeConflict> conflicts_;
  std::vector<TreeChange> changes_;
  std::unique_ptr<Repository> repository_;
  std::vector<RenderedProject> rendered_;  // those that the change can touch
  std::unique_ptr<validate::Fleet> fleet_;
  std::set<std::string> known_;
};

/// The target branch of the merge request that a CI job runs for, as the usual services tell it, as
/// a remote branch: "origin/main". Empty outside of such jobs.
std::string base_of_merge_request();

}  // namespace drydock::cli
