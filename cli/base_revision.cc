#include "cli/base_revision.h"

#include <algorithm>
#include <cstdlib>
#include <unordered_map>

#include "core/error.h"
#include "core/git/objects.h"
#include "core/git/outside_files.h"
#include "core/parallel_for.h"
#include "validate/policy/policy_set.h"
#include "validate/policy/same_policies.h"

namespace drydock::cli {

bool renders_alike(const Project& a, const Project& b) {
  return projects::render_key(a) == projects::render_key(b);
}

BaseRevision::BaseRevision(const std::string& folder, BaseOptions options)
    : options_(std::move(options)),
      folder_(folder),
      branches_(folder, options_.merge_with, {options_.revision, "HEAD"}),
      base_(open_git_tree(folder, options_.revision)),
      work_(open_work_tree(folder)) {
  put_over(work_, files_left_out(*work_, folder));
  merge(folder);
  land_branches();
  put_over(base_, files_of_submodules(*base_, folder));
  changes_ = tree_changes(*base_, *merged_);
}

/// Puts files over those of a tree, which stays alive.
void BaseRevision::put_over(std::unique_ptr<Tree>& tree, Tree::Changes files) {
  if (files.empty()) return;
  std::unique_ptr<Tree> whole = Tree::with_changes(*tree, std::move(files), folder_);
  under_.push_back(std::move(tree));
  tree = std::move(whole);
}

/// On both sides, so that what they do to each other is known, and what the head does to them new.
void BaseRevision::land_branches() {
  if (branches_.empty()) return;
  std::vector<BranchConflict> known;
  base_ = branches_.merge(std::move(base_), known);
  std::vector<BranchConflict> all;
  merged_ = branches_.merge(std::move(merged_), all);
  for (BranchConflict& one : all) {
    bool new_one = std::none_of(known.begin(), known.end(), [&](const BranchConflict& other) {
      return other.branch == one.branch && other.conflict.path == one.conflict.path;
    });
    if (new_one) conflicts_.push_back(std::move(one));
  }
}

void BaseRevision::merge(const std::string& folder) {
  if (!options_.merge) {
    merged_ = Tree::with_changes(*work_, {}, folder);
    return;
  }
  std::optional<std::string> fork = find_merge_base(folder, options_.revision, "HEAD");
  if (!fork) {
    fail("git-revision",
         fmt::format("it is not known where HEAD and {} have parted: they share no commit here. In "
                     "a shallow clone fetch more of both (git fetch --unshallow, or "
                     "`fetch-depth: 0` and GIT_DEPTH: 0 in CI), or compare as is with --no-merge",
                     options_.revision));
  }
  std::unique_ptr<Tree> ancestor = open_git_tree(folder, *fork);
  Merge merge = merge_trees(*ancestor, *base_, *work_, folder);
  merged_ = std::move(merge.tree);
  for (MergeConflict& conflict : merge.conflicts) {
    conflicts_.push_back({options_.revision, std::move(conflict)});
  }
}

bool BaseRevision::differs(const Project& before, const RenderedProject& now) const {
  return !renders_alike(before, *now.project) || now.inputs.depends_on_any(changes_);
}

std::vector<const RenderedProject*> BaseRevision::render(
    Repository& head, const std::vector<RenderedProject>& rendered, int jobs) {
  bool same_settings = std::none_of(changes_.begin(), changes_.end(),
                                    [](const TreeChange& c) { return c.path == kSettingsName; });
  std::unordered_map<std::string_view, const RenderedProject*> now;
  for (const RenderedProject& one : rendered) now[one.project->name] = &one;
  std::vector<const RenderedProject*> all(repository_->projects.size());
  std::vector<size_t> missing;
  for (size_t i = 0; i < all.size(); ++i) {
    auto same = now.find(repository_->projects[i].name);
    bool usable =
        same_settings && same != now.end() && !differs(repository_->projects[i], *same->second);
    if (usable) {
      all[i] = same->second;
    } else {
      missing.push_back(i);
    }
  }
  rendered_.resize(missing.size());
  parallel_for(missing.size(), jobs, [&](size_t i) {
    rendered_[i] = projects::render_project(*repository_->files, repository_->projects[missing[i]],
                                            render_input(*repository_, *head.shared));
  });
  for (size_t i = 0; i < missing.size(); ++i) all[missing[i]] = &rendered_[i];
  return all;
}

bool BaseRevision::check(Session& session, Repository& head,
                         const std::vector<RenderedProject>& rendered, CheckOptions& options) {
  repository_ = open_similar_repository(session, head, std::move(base_), changes_);
  if (!repository_) return false;
  fleet_ = std::make_unique<validate::Fleet>(render(head, rendered, options.jobs),
                                             repository_->settings);
  CheckRun run = check_projects(*repository_, *fleet_, options);
  for (std::string& print : fingerprints(run.findings)) known_.insert(std::move(print));
  options.base = fleet_.get();
  options.base_files = repository_->files.get();
  return options_.trust_head || take_rules(session, head);
}

std::vector<bool> BaseRevision::changed_projects(Session& session, Repository& head,
                                                 const std::vector<RenderedProject>& rendered) {
  repository_ = open_similar_repository(session, head, std::move(base_), changes_);
  if (!repository_) fail("", fmt::format("the drydock.yaml of {} is unusable", options_.revision));
  std::unordered_map<std::string_view, const Project*> old;
  for (const Project& project : repository_->projects) old[project.name] = &project;
  std::vector<bool> changed;
  for (const RenderedProject& one : rendered) {
    auto before = old.find(one.project->name);
    changed.push_back(before == old.end() || differs(*before->second, one));
  }
  return changed;
}

std::vector<Finding> BaseRevision::merge_findings(Repository& head) const {
  return findings_of(conflicts_, *head.files);
}

/// Branches that have not landed set no rules. False when the base's drydock.yaml is unusable.
bool BaseRevision::take_rules(Session& session, Repository& head) {
  namespace policy = validate::policy;
  if (!branches_.empty()) {
    std::unique_ptr<Tree> base = open_git_tree(folder_, options_.revision);
    std::vector<TreeChange> differences = tree_changes(*base, *head.tree);
    rules_ = open_similar_repository(session, head, std::move(base), differences);
    if (!rules_) return false;
  }
  Repository& source = rules_ ? *rules_ : *repository_;
  auto load = [](Repository& from) {
    return policy::load_policies(*from.files,
                                 policy::policy_sources(from.settings, from.settings_file));
  };
  std::unique_ptr<policy::PolicySet> own = load(head);
  head.policies = load(source);
  policy::keep_changed(*own, *head.policies);
  head.changed_policies = std::move(own);
  head.settings.waivers = source.settings.waivers;
  head.settings.severities = source.settings.severities;
  head.settings.fail_on = source.settings.fail_on;
  std::unordered_map<std::string, const Project*> old;
  for (const Project& project : source.projects) old[project.name] = &project;
  for (Project& project : head.projects) {
    auto same = old.find(project.name);
    bool known = same != old.end();
    project.severities = known ? same->second->severities : decltype(project.severities){};
    project.parameters = known ? same->second->parameters : decltype(project.parameters){};
  }
  return true;
}

std::string base_of_merge_request() {
  constexpr const char* kVariables[] = {
      "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",  // GitLab
      "GITHUB_BASE_REF",                      // GitHub, Gitea, Forgejo
      "BITBUCKET_PR_DESTINATION_BRANCH",
      "SYSTEM_PULLREQUEST_TARGETBRANCH",  // Azure
      "CHANGE_TARGET",                    // Jenkins
      "CI_COMMIT_TARGET_BRANCH",          // Woodpecker
      "DRONE_TARGET_BRANCH",
      "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
  };
  constexpr std::string_view kHeads = "refs/heads/";
  for (const char* variable : kVariables) {
    const char* value = std::getenv(variable);
    if (!value || !*value) continue;
    std::string_view branch = value;
    if (branch.starts_with(kHeads)) branch.remove_prefix(kHeads.size());
    return fmt::format("origin/{}", branch);
  }
  return "";
}

}  // namespace drydock::cli
