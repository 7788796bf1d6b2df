#include "cli/base_revision.h"

#include <algorithm>
#include <cstdlib>
#include <unordered_map>

#include "core/error.h"
#include "core/git/objects.h"
#include "core/parallel_for.h"
#include "validate/policy/policy_set.h"
#include "validate/policy/same_policies.h"

namespace drydock::cli {
namespace {

bool renders_alike(const Project& a, const Project& b) {
  return a.path == b.path && a.cluster == b.cluster && a.namespace_name == b.namespace_name &&
         a.renderer == b.renderer && a.helm == b.helm && a.recursive == b.recursive &&
         a.excluded == b.excluded;
}

}  // namespace

BaseRevision::BaseRevision(const std::string& folder, BaseOptions options)
    : options_(std::move(options)),
      base_(open_git_tree(folder, options_.revision)),
      work_(open_work_tree(folder)) {
  merge(folder);
  changes_ = tree_changes(*base_, *merged_);
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
  conflicts_ = std::move(merge.conflicts);
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
  projects::PathFilter filter(repository_->settings);
  rendered_.resize(missing.size());
  parallel_for(missing.size(), jobs, [&](size_t i) {
    rendered_[i] = projects::render_project(*repository_->files, repository_->projects[missing[i]],
                                            filter, repository_->settings, *head.shared);
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
  if (!options_.trust_head) take_rules(head);
  options.base = fleet_.get();
  return true;
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
  std::vector<Finding> findings;
  for (const MergeConflict& conflict : conflicts_) {
    Diagnostic diagnostic;
    diagnostic.rule = "merge-conflict";
    diagnostic.message = fmt::format("{} cannot be merged with {}: {}", conflict.path,
                                     options_.revision, conflict.why);
    diagnostic.where = head.files->position_of(conflict.path);
    findings.push_back(make_finding(std::move(diagnostic), "", {}));
  }
  return findings;
}

void BaseRevision::take_rules(Repository& head) {
  namespace policy = validate::policy;
  auto load = [](Repository& from) {
    return policy::load_policies(*from.files,
                                 policy::policy_sources(from.settings, from.settings_file));
  };
  std::unique_ptr<policy::PolicySet> own = load(head);
  head.policies = load(*repository_);
  policy::keep_changed(*own, *head.policies);
  head.changed_policies = std::move(own);
  head.settings.waivers = repository_->settings.waivers;
  head.settings.severities = repository_->settings.severities;
  head.settings.fail_on = repository_->settings.fail_on;
  std::unordered_map<std::string, const Project*> old;
  for (const Project& project : repository_->projects) old[project.name] = &project;
  for (Project& project : head.projects) {
    auto same = old.find(project.name);
    bool known = same != old.end();
    project.severities = known ? same->second->severities : decltype(project.severities){};
    project.parameters = known ? same->second->parameters : decltype(project.parameters){};
  }
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
