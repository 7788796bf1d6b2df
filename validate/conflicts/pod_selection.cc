#include "validate/conflicts/pod_selection.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

#include "core/hash.h"
#include "validate/conflicts/fields.h"
#include "validate/label_selector.h"
#include "validate/pod_template.h"

namespace drydock::validate {
namespace {

// What a claim is; one namespace is one contest.
constexpr std::string_view kPod = "pod";
constexpr std::string_view kService = "service";
constexpr std::string_view kWorkload = "workload";
constexpr std::string_view kPolicy = "policy";
constexpr std::string_view kBudget = "budget";

const Node* labels_of(const Fleet& fleet, const Claim& claim) {
  const Node* pod = pod_template(resource_of(fleet, claim), fleet.settings().workload_kinds);
  return field(pod, {"metadata", "labels"});
}

const Node* selector_of(const Fleet& fleet, const Claim& claim) {
  const Node* spec = resource_of(fleet, claim).root->find("spec");
  return field(spec, {claim.detail == kPolicy ? std::string_view("podSelector") : "selector"});
}

/// "label NUL value"
std::string label_key(std::string_view key, std::string_view value) {
  std::string text(key);
  text.push_back('\0');
  text += value;
  return text;
}

/// What a selector asks for at least: a label's key; empty when it asks for no certain value.
std::string required_label(const Node& selector) {
  const Node* labels = selector.find("matchLabels");
  const Node* expressions = selector.find("matchExpressions");
  if (!labels && !expressions) labels = &selector;
  if (labels && !labels->pairs().empty()) {
    const NodeEntry& first = labels->pairs().front();
    return label_key(first.key->text(), first.value->text());
  }
  for (const Node* one : items(expressions)) {
    std::span<Node* const> values = items(one->find("values"));
    if (one->text_of("operator") == "In" && values.size() == 1) {
      return label_key(one->text_of("key"), values[0]->text());
    }
  }
  return "";
}

/// The pods of a namespace, found by their labels.
class PodIndex {
 public:
  PodIndex(const Fleet& fleet, Contest contest) : fleet_(fleet) {
    for (const Claim& claim : contest) {
      if (claim.detail != kPod) continue;
      const Node* labels = labels_of(fleet, claim);
      for (const NodeEntry& entry : labels ? labels->pairs() : std::span<const NodeEntry>()) {
        by_label_[label_key(entry.key->text(), entry.value->text())].push_back(&claim);
      }
      all_.push_back(&claim);
    }
  }

  std::vector<const Claim*> selected(const Claim& by) const {
    std::vector<const Claim*> pods;
    const Node* selector = selector_of(fleet_, by);
    if (!selector) return pods;
    std::string label = required_label(*selector);
    const std::vector<const Claim*>* candidates = &all_;
    if (!label.empty()) {
      auto found = by_label_.find(label);
      if (found == by_label_.end()) return pods;
      candidates = &found->second;
    }
    for (const Claim* pod : *candidates) {
      if (selector_matches(selector, labels_of(fleet_, *pod))) pods.push_back(pod);
    }
    return pods;
  }

 private:
  const Fleet& fleet_;
  std::vector<const Claim*> all_;
  std::unordered_map<std::string, std::vector<const Claim*>> by_label_;
};

/// Pods of other projects, without those of objects that both have: that is another finding.
std::vector<const Claim*> foreign(const Fleet& fleet, const Claim& by,
                                  const std::vector<const Claim*>& pods) {
  std::vector<const Claim*> others;
  for (const Claim* pod : pods) {
    if (pod->project == by.project) continue;
    bool own_too = std::any_of(pods.begin(), pods.end(), [&](const Claim* own) {
      return own->project == by.project && same_object(fleet, *own, *pod);
    });
    if (!own_too && !same_object(fleet, by, *pod)) others.push_back(pod);
  }
  return others;
}

Finding selection_finding(const Fleet& fleet, const Claim& by,
                          const std::vector<const Claim*>& pods) {
  std::vector<Claim> claims = {by};
  for (const Claim* pod : pods) claims.push_back(*pod);
  std::string id = resource_id_of(fleet, by);
  std::string of = resource_id_of(fleet, *pods.front());
  if (pods.size() > 1) of += fmt::format(" and {} more", pods.size() - 1);
  bool service = by.detail == kService;
  std::string message = service
                            ? fmt::format("{} sends traffic to pods of another project: {}", id, of)
                            : fmt::format("{} selects pods of another project: {}", id, of);
  return contest_finding(
      fleet, claims, service ? "service-selector-overlap" : "network-policy-overlap", id, message);
}

/// Sets that grow together.
class Groups {
 public:
  explicit Groups(size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0); }
  size_t root(size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(size_t a, size_t b) { parent_[root(a)] = root(b); }

 private:
  std::vector<size_t> parent_;
};

/// Findings of claims that were joined, by their first one.
std::vector<Finding> group_findings(const Fleet& fleet, const std::vector<Claim>& members,
                                    Groups& groups, std::string_view rule,
                                    std::string_view message) {
  std::map<size_t, std::vector<Claim>> by_root;
  for (size_t i = 0; i < members.size(); ++i) by_root[groups.root(i)].push_back(members[i]);
  std::vector<Finding> findings;
  for (const auto& [root, claims] : by_root) {
    if (claims.size() < 2) continue;
    std::string ids = joined_ids(fleet, claims);
    findings.push_back(
        contest_finding(fleet, claims, rule, ids, fmt::format(fmt::runtime(message), ids)));
  }
  return findings;
}

std::vector<Claim> claims_of(Contest contest, std::string_view sort) {
  std::vector<Claim> claims;
  for (const Claim& claim : contest) {
    if (claim.detail == sort) claims.push_back(claim);
  }
  return claims;
}

using Place = std::pair<uint32_t, uint32_t>;  // project and resource

std::vector<Finding> judge_workloads(const Fleet& fleet, Contest contest, const PodIndex& pods) {
  std::vector<Claim> workloads = claims_of(contest, kWorkload);
  std::map<Place, size_t> numbers;
  for (const Claim& claim : workloads) numbers[{claim.project, claim.resource}] = numbers.size();
  // Pods of what has no selector of its own take part, too.
  for (const Claim& claim : contest) {
    if (claim.detail == kPod &&
        numbers.try_emplace({claim.project, claim.resource}, numbers.size()).second) {
      workloads.push_back(claim);
    }
  }
  Groups groups(workloads.size());
  for (size_t i = 0; i < workloads.size() && workloads[i].detail == kWorkload; ++i) {
    for (const Claim* pod : foreign(fleet, workloads[i], pods.selected(workloads[i]))) {
      groups.join(i, numbers.at({pod->project, pod->resource}));
    }
  }
  return group_findings(fleet, workloads, groups, "workload-selector-overlap",
                        "{}: a selector fits the pods of the other project, so one controller "
                        "counts and removes what another made");
}

std::vector<Finding> judge_budgets(const Fleet& fleet, Contest contest, const PodIndex& pods) {
  std::vector<Claim> budgets = claims_of(contest, kBudget);
  Groups groups(budgets.size());
  std::map<Place, std::vector<size_t>> by_pod;
  for (size_t i = 0; i < budgets.size(); ++i) {
    for (const Claim* pod : pods.selected(budgets[i])) {
      std::vector<size_t>& others = by_pod[{pod->project, pod->resource}];
      for (size_t other : others) {
        if (budgets[other].project != budgets[i].project &&
            !same_object(fleet, budgets[other], budgets[i])) {
          groups.join(i, other);
        }
      }
      others.push_back(i);
    }
  }
  return group_findings(
      fleet, budgets, groups, "disruption-budget-overlap",
      "{} select one pod, which can then not be evicted: nodes cannot be drained");
}

void append(std::vector<Finding>& findings, std::vector<Finding> more) {
  std::move(more.begin(), more.end(), std::back_inserter(findings));
}

}  // namespace

void collect_pods_and_selectors(const Fleet& fleet, const Project& project,
                                const Resource& resource, uint32_t index, ClaimSink& sink) {
  std::string_view space = fleet.namespace_of(resource, project);
  const Node* spec = resource.root->find("spec");
  const Node* selector = field(spec, {"selector"});
  if (const Node* pod = pod_template(resource, fleet.settings().workload_kinds)) {
    const Node* labels = field(pod, {"metadata", "labels"});
    sink.add(index, labels, {space}, {}, kPod);
    // The API server makes the selector of a Job so that it fits its own pods only.
    bool own = resource.gvk.kind == "Job" && spec && spec->text_of("manualSelector") != "true";
    if (selector && selector->is_mapping() && !own)
      sink.add(index, selector, {space}, {}, kWorkload);
    return;
  }
  if (is_kind(resource, "", "Service")) {
    if (selector && !selector->pairs().empty()) sink.add(index, selector, {space}, {}, kService);
  } else if (is_kind(resource, "networking.k8s.io", "NetworkPolicy")) {
    const Node* of_pods = field(spec, {"podSelector"});
    if (of_pods) sink.add(index, of_pods, {space}, {}, kPolicy);
  } else if (is_kind(resource, "policy", "PodDisruptionBudget")) {
    // In v1beta1 an empty selector selects nothing.
    bool nothing = selector && selector->pairs().empty() && resource.gvk.version == "v1beta1";
    if (selector && !nothing) sink.add(index, selector, {space}, {}, kBudget);
  }
}

void mark_pods_and_selectors(const Fleet& fleet, std::span<const Claim> claims, ClaimMarks& marks) {
  // A claim's key is its namespace; the empty label stands for any pod in it.
  auto mark = [](const Claim& claim, std::string_view label) {
    std::string text(claim.key);
    text.push_back('\0');
    text += label;
    return hash64(text);
  };
  for (const Claim& claim : claims) {
    if (claim.detail == kPod) {
      const Node* labels = labels_of(fleet, claim);
      for (const NodeEntry& entry : labels ? labels->pairs() : std::span<const NodeEntry>()) {
        marks.pods.push_back(mark(claim, label_key(entry.key->text(), entry.value->text())));
      }
      marks.pods.push_back(mark(claim, ""));
    } else if (const Node* selector = selector_of(fleet, claim)) {
      marks.selectors.push_back(mark(claim, required_label(*selector)));
    }
  }
}

std::vector<Finding> judge_pod_selection(const Fleet& fleet, std::span<const Contest> contests) {
  std::vector<Finding> findings;
  for (Contest contest : contests) {
    PodIndex pods(fleet, contest);
    for (const Claim& claim : contest) {
      if (claim.detail != kService && claim.detail != kPolicy) continue;
      std::vector<const Claim*> others = foreign(fleet, claim, pods.selected(claim));
      if (!others.empty()) findings.push_back(selection_finding(fleet, claim, others));
    }
    append(findings, judge_workloads(fleet, contest, pods));
    append(findings, judge_budgets(fleet, contest, pods));
  }
  return findings;
}

}  // namespace drydock::validate
