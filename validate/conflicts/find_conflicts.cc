#include "validate/conflicts/find_conflicts.h"

#include <tuple>

#include "core/parallel_for.h"
#include "validate/conflicts/claim_marks.h"
#include "validate/conflicts/claims.h"
#include "validate/conflicts/identity.h"
#include "validate/conflicts/pod_selection.h"

namespace drydock::validate {
namespace {

/// The claims of one project, by rule.
struct CollectedClaims {
  Arena arena;
  std::vector<std::vector<Claim>> by_rule;
};

bool is_test_hook(const Node& root) {
  const Node* metadata = root.find("metadata");
  const Node* annotations = metadata ? metadata->find("annotations") : nullptr;
  if (!annotations) return false;
  std::string_view hook = annotations->text_of("helm.sh/hook");
  return hook.starts_with("test");
}

/// What never becomes an object of a known name in the cluster claims nothing.
bool is_applied(const Resource& resource) {
  return !resource.name.empty() && !is_test_hook(*resource.root);
}

/// One walk over the objects serves all rules.
CollectedClaims collect(const Fleet& fleet, std::span<const ClaimRule> rules, uint32_t index) {
  const RenderedProject& rendered = fleet.projects()[index];
  CollectedClaims collected;
  std::vector<ClaimSink> sinks(rules.size(),
                               ClaimSink(index, rendered.project->cluster, collected.arena));
  const std::vector<Resource>& resources = rendered.set.resources;
  for (uint32_t i = 0; i < resources.size(); ++i) {
    if (!is_applied(resources[i])) continue;
    for (size_t r = 0; r < rules.size(); ++r) {
      rules[r].collect(fleet, *rendered.project, resources[i], i, sinks[r]);
    }
  }
  for (ClaimSink& sink : sinks) collected.by_rule.push_back(sink.take());
  return collected;
}

bool has_two_projects(Contest contest) {
  return std::any_of(contest.begin(), contest.end(),
                     [&](const Claim& c) { return c.project != contest.front().project; });
}

/// Runs of equal keys in sorted claims that more than one project makes, by key.
std::vector<Contest> contests_in(std::span<const Claim> claims) {
  std::vector<Contest> contests;
  for (size_t begin = 0; begin < claims.size();) {
    size_t end = begin + 1;
    while (end < claims.size() && claims[end].hash == claims[begin].hash &&
           claims[end].key == claims[begin].key) {
      ++end;
    }
    Contest run = claims.subspan(begin, end - begin);
    if (has_two_projects(run)) contests.push_back(run);
    begin = end;
  }
  std::sort(contests.begin(), contests.end(),
            [](Contest a, Contest b) { return a.front().key < b.front().key; });
  return contests;
}

std::vector<Finding> judge(const Fleet& fleet, const ClaimRule& rule, std::vector<Claim> claims) {
  std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return std::tie(a.hash, a.key, a.project, a.resource) <
           std::tie(b.hash, b.key, b.project, b.resource);
  });
  std::vector<Contest> contests = contests_in(claims);
  return rule.judge ? rule.judge(fleet, contests) : judge_clashes(fleet, rule, contests);
}

constexpr std::string_view kPodSelection = "service-selector-overlap";

using Marks = std::vector<std::pair<uint64_t, uint32_t>>;  // mark and project

/// Projects that have a mark in common with another one.
void mark_meetings(Marks& marks, std::vector<bool>& contested) {
  std::sort(marks.begin(), marks.end());
  for (size_t begin = 0, end; begin < marks.size(); begin = end) {
    for (end = begin + 1; end < marks.size() && marks[end].first == marks[begin].first;) ++end;
    if (marks[begin].second == marks[end - 1].second) continue;
    for (size_t i = begin; i < end; ++i) contested[marks[i].second] = true;
  }
}

/// Pods and the selectors of other projects that want one of their labels.
void mark_selections(Marks& pods, const Marks& selectors, std::vector<bool>& contested) {
  std::sort(pods.begin(), pods.end());
  for (const auto& [mark, project] : selectors) {
    auto at = std::lower_bound(pods.begin(), pods.end(), std::pair<uint64_t, uint32_t>(mark, 0));
    for (; at != pods.end() && at->first == mark; ++at) {
      if (at->second != project) contested[project] = contested[at->second] = true;
    }
  }
}

void add_marks(const std::vector<uint64_t>& of_project, uint32_t project, Marks& marks) {
  for (uint64_t mark : of_project) marks.emplace_back(mark, project);
}

}  // namespace

ClaimMarks mark_claims(const Fleet& fleet, uint32_t project) {
  std::span<const ClaimRule> rules = claim_rules();
  CollectedClaims collected = collect(fleet, rules, project);
  ClaimMarks marks;
  for (size_t r = 0; r < rules.size(); ++r) {
    const std::vector<Claim>& claims = collected.by_rule[r];
    if (rules[r].rule == kPodSelection) {
      mark_pods_and_selectors(fleet, claims, marks);
    } else {
      // The same key of another rule is another thing. That of the first one is the identity.
      for (const Claim& claim : claims) marks.claims.push_back(claim.hash * (2 * r + 1));
    }
  }
  // Objects that are never applied meet in waivers.
  const RenderedProject& rendered = fleet.projects()[project];
  ClaimSink others(project, rendered.project->cluster, collected.arena);
  for (uint32_t i = 0; i < rendered.set.resources.size(); ++i) {
    const Resource& resource = rendered.set.resources[i];
    if (!is_applied(resource)) collect_identity(fleet, *rendered.project, resource, i, others);
  }
  for (const Claim& claim : others.take()) marks.claims.push_back(claim.hash);
  for (std::vector<uint64_t>* list : {&marks.claims, &marks.pods, &marks.selectors}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  return marks;
}

std::vector<bool> find_contested(std::span<const ClaimMarks* const> marks) {
  std::vector<bool> contested(marks.size());
  Marks claims, pods, selectors;
  for (uint32_t i = 0; i < marks.size(); ++i) {
    add_marks(marks[i]->claims, i, claims);
    add_marks(marks[i]->pods, i, pods);
    add_marks(marks[i]->selectors, i, selectors);
  }
  mark_meetings(claims, contested);
  mark_selections(pods, selectors, contested);
  return contested;
}

std::vector<Finding> find_conflicts(const Fleet& fleet, int jobs) {
  std::span<const ClaimRule> rules = claim_rules();
  std::vector<CollectedClaims> collected(fleet.projects().size());
  parallel_for(collected.size(), jobs,
               [&](size_t i) { collected[i] = collect(fleet, rules, static_cast<uint32_t>(i)); });
  std::vector<std::vector<Finding>> found(rules.size());
  parallel_for(rules.size(), jobs, [&](size_t r) {
    std::vector<Claim> claims;
    for (const CollectedClaims& project : collected) {
      claims.insert(claims.end(), project.by_rule[r].begin(), project.by_rule[r].end());
    }
    found[r] = judge(fleet, rules[r], std::move(claims));
  });
  std::vector<Finding> findings;
  for (std::vector<Finding>& part : found) {
    std::move(part.begin(), part.end(), std::back_inserter(findings));
  }
  sort_findings(findings);
  return findings;
}

}  // namespace drydock::validate
