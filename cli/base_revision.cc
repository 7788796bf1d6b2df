#include "cli/base_revision.h"

#include <unordered_map>

#include "validate/policy/policy_set.h"
#include "validate/policy/same_policies.h"

namespace drydock::cli {

bool BaseRevision::open(Session& session, Repository& head, const std::string& revision,
                        CheckOptions& options) {
  repository_ = open_repository_tree(session, head.folder, open_git_tree(head.folder, revision));
  if (!repository_) return false;
  rendered_ = render_projects(*repository_, options.jobs);
  CheckRun run = check_projects(*repository_, rendered_, options);
  std::unordered_map<std::string, int> seen;
  for (const Finding& finding : run.findings) {
    int ordinal = seen[fingerprint(finding)]++;
    known_.insert(fingerprint(finding, ordinal));
  }
  take_rules(head);
  options.base = repository_.get();
  options.base_rendered = &rendered_;
  return true;
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
  std::unordered_map<std::string, const Project*> old;
  for (const Project& project : repository_->projects) old[project.name] = &project;
  for (Project& project : head.projects) {
    auto same = old.find(project.name);
    bool known = same != old.end();
    project.severities = known ? same->second->severities : decltype(project.severities){};
    project.parameters = known ? same->second->parameters : decltype(project.parameters){};
  }
}

}  // namespace drydock::cli
