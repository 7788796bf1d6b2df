#include "plan/plan.h"

#include <algorithm>
#include <tuple>

#include "core/kinds.h"
#include "plan/dangers.h"
#include "plan/differences.h"
#include "plan/pairing.h"
#include "plan/renames.h"
#include "plan/waves.h"

namespace drydock::plan {
namespace {

constexpr std::string_view kReleaseLabels[] = {
    "metadata.labels[\"app.kubernetes.io/managed-by\"]",
    "metadata.labels[\"app.kubernetes.io/version\"]",
    "metadata.labels[\"helm.sh/chart\"]",
};

bool is_release_label(std::string_view path) {
  return std::find(std::begin(kReleaseLabels), std::end(kReleaseLabels), path) !=
         std::end(kReleaseLabels);
}

bool only_release_labels(const std::vector<std::string>& fields) {
  return !fields.empty() && std::all_of(fields.begin(), fields.end(), is_release_label);
}

const PlanObject* of_project(const std::vector<const PlanObject*>& owners,
                             std::string_view project) {
  for (const PlanObject* owner : owners) {
    if (owner->project == project) return owner;
  }
  return nullptr;
}

/// What is in every cluster, or comes and goes by itself.
bool is_of_cluster(const PlanObject& object) {
  std::string_view kind = object.gvk.kind, name = object.name;
  if (kind == "Event" || kind == "Endpoints" || kind == "EndpointSlice" || kind == "Lease") {
    return true;
  }
  if (kind == "ConfigMap" && (name == "kube-root-ca.crt" || name == "openshift-service-ca.crt")) {
    return true;
  }
  if (kind == "ServiceAccount" && name == "default") return true;
  if (kind != "Secret") return false;
  std::string_view type = object.root->text_of("type");
  return type == "helm.sh/release.v1" || type == "kubernetes.io/service-account-token";
}

bool has_owner(const PlanObject& object) {
  const Node* metadata = object.root->find("metadata");
  const Node* owners = metadata ? metadata->find("ownerReferences") : nullptr;
  return owners && owners->size > 0;
}

class Planner {
 public:
  Planner(const Side& base, const Side& head, const Kinds& kinds, const Judge* judge,
          const PlanOptions& options)
      : base_(base), head_(head), kinds_(kinds), judge_(judge), options_(options) {}

  std::vector<Change> run() {
    for (const Pairing& pairing : pair_objects(base_, head_)) {
      if (pairing.before.empty()) {
        add_creation(*pairing.after.front());
      } else if (pairing.after.empty()) {
        add_departure(*pairing.before.front());
      } else {
        add_both(pairing);
      }
    }
    relate();
    return std::move(changes_);
  }

 private:
  bool is_live() const { return options_.base == BaseKind::Live; }

  Change& add(Action action, const PlanObject* before, const PlanObject* after) {
    Change& change = changes_.emplace_back();
    change.action = action;
    change.before = before;
    change.object = after;
    const PlanObject& subject = change.subject();
    change.resource = subject.resource();
    change.api_version = subject.gvk.group.empty()
                             ? std::string(subject.gvk.version)
                             : fmt::format("{}/{}", subject.gvk.group, subject.gvk.version);
    change.project = subject.project;
    change.cluster = subject.cluster;
    Marks marks = marks_of(subject);
    change.sync_wave = marks.sync_wave;
    set_wave(change, marks);
    return change;
  }

  static void set_wave(Change& change, const Marks& marks) {
    const Gvk& gvk = change.subject().gvk;
    if (change.is_applied()) change.wave = apply_wave(gvk, marks.hook);
    if (change.action == Action::Delete) change.wave = delete_wave(gvk);
    if (change.action == Action::Keep) change.wave.reset();
  }

  static bool lists(const std::vector<std::string_view>& projects, std::string_view project) {
    return std::binary_search(projects.begin(), projects.end(), project);
  }

  void add_creation(const PlanObject& object) {
    Change& change = add(Action::Create, nullptr, &object);
    bool inventory = options_.base == BaseKind::Inventory;
    change.reasons = {inventory ? "not-in-inventory" : "not-in-base"};
    if (!is_live() && !lists(base_.projects, object.project)) {
      change.reasons.push_back("project-added");
    }
  }

  void add_departure(const PlanObject& object) {
    if (is_live() && !may_prune(object)) return;
    Marks marks = marks_of(object);
    std::vector<std::string_view> keeping = marks.keeping();
    if (!keeping.empty()) {
      Change& change = add(Action::Keep, &object, nullptr);
      change.reasons = keeping;
      change.dangers = {"orphaned"};
      return;
    }
    Change& change = add(Action::Delete, &object, nullptr);
    change.reasons = {"not-in-head"};
    if (marks.argocd_confirm) change.reasons.push_back("needs-confirmation");
    if (!is_live() && !lists(head_.projects, object.project)) {
      change.reasons.push_back("project-removed");
    }
  }

  bool may_prune(const PlanObject& object) const {
    std::string_view place = object.namespace_name;
    const auto& pruned = options_.prune_namespaces;
    return std::find(pruned.begin(), pruned.end(), place) != pruned.end() && !place.empty() &&
           !has_owner(object) && !is_of_cluster(object);
  }

  void add_both(const Pairing& pairing) {
    // A project that has it on both sides goes on with it; else the first of the head takes over.
    const PlanObject* after = nullptr;
    for (const PlanObject* owner : pairing.after) {
      if (!after && of_project(pairing.before, owner->project)) after = owner;
    }
    bool moved = !after && !is_live();
    if (!after) after = pairing.after.front();
    const PlanObject* before = of_project(pairing.before, after->project);
    if (!before) before = pairing.before.front();
    add_change(*before, *after, moved);
    if (moved) return;
    for (const PlanObject* owner : pairing.before) {
      if (!is_live() && !of_project(pairing.after, owner->project)) add_let_go(*owner, pairing);
    }
  }

  /// One of several owners lets it go.
  void add_let_go(const PlanObject& object, const Pairing& pairing) {
    Change& change = add(Action::Keep, &object, nullptr);
    change.reasons = {"still-owned"};
    change.dangers = {"applier-may-prune"};
    for (const PlanObject* owner : pairing.after) change.owned_by.emplace_back(owner->project);
    std::sort(change.owned_by.begin(), change.owned_by.end());
  }

  void add_change(const PlanObject& before, const PlanObject& after, bool moved) {
    bool group_moved = before.gvk.group != after.gvk.group && before.root;
    if (!before.root) {
      Change& change = add(Action::Update, &before, &after);
      change.reasons = {"not-compared"};
      add_move(change, moved);
      return;
    }
    bool same = before.dialect == after.dialect && before.gvk.version == after.gvk.version &&
                !group_moved && same_tree(*before.root, *after.root);
    ObjectChange judged;
    if (!same) {
      judged = is_live() ? drift(before, after)
                         : judge_change(before.manifest(), after.manifest(), kinds_, judge_, false);
    }
    // What differs only in what the server fills in is no change of the manifests.
    bool differs = judged.verdict != Verdict::None;
    if (!differs && !moved && !group_moved) return;
    Change& change = add(differs ? Action::Update : Action::Keep, &before, &after);
    change.fields = std::move(judged.fields);
    if (differs) decide(change, judged);
    add_move(change, moved);
    if (group_moved) {
      change.reasons.push_back("api-group-moved");
      change.dangers.push_back("applier-may-prune");
      change.moved_from = before.resource_as_written();
    }
  }

  ObjectChange drift(const PlanObject& before, const PlanObject& after) const {
    ObjectChange judged = judge_drift(before.manifest(), after.manifest(), kinds_, judge_);
    if (judged.verdict == Verdict::None || !options_.pass_over) return judged;
    Manifest live = before.manifest(), wanted = after.manifest();
    options_.pass_over(after, live, wanted);
    return judge_drift(live, wanted, kinds_, judge_);
  }

  static void add_move(Change& change, bool moved) {
    if (!moved) return;
    change.reasons.push_back("moved-between-projects");
    change.dangers.push_back("applier-may-prune");
    change.moved_from = change.before->project;
  }

  void decide(Change& change, const ObjectChange& judged) {
    Marks marks = marks_of(*change.object);
    std::string_view content = is_live() ? "drifted" : "content-changed";
    if (marks.flux_ignore || marks.flux_if_absent) {
      change.action = Action::Keep;
      change.reasons = {marks.flux_ignore ? "ignored-by-flux" : "only-when-absent"};
      set_wave(change, marks);
      return;
    }
    bool recreated = marks.argocd_force && marks.argocd_replace;
    if (marks.hook != Hook::None) {
      change.action = Action::Replace;
      change.reasons = {content, "hook"};
    } else if (judged.verdict == Verdict::Replace) {
      change.action = Action::Replace;
      change.reasons = {"immutable-field"};
      if (marks.may_recreate()) change.reasons.push_back("recreate-allowed");
    } else if (recreated) {
      change.action = Action::Replace;
      change.reasons = {content, "recreate-allowed"};
    } else {
      change.reasons = {content};
      if (only_release_labels(change.fields)) change.reasons.push_back("labels-only");
      if (marks.argocd_replace) change.reasons.push_back("put-as-a-whole");
    }
    if (judged.rolls_pods) change.reasons.push_back("rolls-pods");
    change.rolls_pods = judged.rolls_pods;
    if (judged.verdict == Verdict::Refused) change.dangers.push_back("stored-version-removed");
    if (!is_live() && marks_of(*change.before).loses_protection(marks)) {
      change.dangers.push_back("protection-lost");
    }
    set_wave(change, marks);
  }

  // --- creations and deletions that belong together

  struct Open {
    std::vector<Change*> created, deleted;
  };

  void relate() {
    Open open;
    for (Change& change : changes_) {
      if (change.action == Action::Create) open.created.push_back(&change);
      if (change.action == Action::Delete) open.deleted.push_back(&change);
    }
    if (open.created.empty() || open.deleted.empty() || is_live()) return;
    relate_clusters(open);
    relate_hashes(open);
    relate_names(open);
  }

  template <class Key, class Join>
  static void match(Open& open, Key key, Join join) {
    std::multimap<std::string, Change*> deleted;
    for (Change* one : open.deleted) {
      std::string name = key(*one);
      if (!name.empty()) deleted.emplace(std::move(name), one);
    }
    std::erase_if(open.created, [&](Change* created) {
      auto found = deleted.find(key(*created));
      if (found == deleted.end() || !join(*created, *found->second)) return false;
      std::erase(open.deleted, found->second);
      deleted.erase(found);
      return true;
    });
  }

  void relate_clusters(Open& open) {
    auto key = [](const Change& change) {
      return fmt::format("{}\n{}", change.project, change.resource);
    };
    match(open, key, [](Change& created, Change& deleted) {
      if (created.cluster == deleted.cluster) return false;
      created.reasons.push_back("moved-between-clusters");
      deleted.reasons.push_back("moved-between-clusters");
      created.moved_from = deleted.cluster;
      deleted.moved_to = created.cluster;
      return true;
    });
  }

  void relate_hashes(Open& open) {
    auto key = [](const Change& change) {
      const PlanObject& object = change.subject();
      std::string_view stem = name_without_hash(object.name);
      return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", change.cluster, change.project,
                         current_group(object.gvk.group, object.gvk.kind), object.gvk.kind,
                         object.namespace_name, stem.empty() ? object.name : stem);
    };
    match(open, key, [](Change& created, Change& deleted) {
      created.reasons.push_back("supersedes");
      deleted.reasons.push_back("superseded");
      created.supersedes = deleted.resource;
      deleted.superseded_by = created.resource;
      return true;
    });
  }

  void relate_names(const Open& open) {
    std::map<const PlanObject*, Change*> by_object;
    std::vector<const PlanObject*> gone, came;
    for (Change* one : open.deleted) by_object[one->before] = one, gone.push_back(one->before);
    for (Change* one : open.created) by_object[one->object] = one, came.push_back(one->object);
    for (const Renaming& renaming : find_renames(gone, came)) {
      Change& deleted = *by_object[renaming.from];
      Change& created = *by_object[renaming.to];
      created.reasons.push_back("renamed");
      deleted.reasons.push_back("renamed");
      created.renamed_from = deleted.resource;
      deleted.renamed_to = created.resource;
    }
  }

  const Side& base_;
  const Side& head_;
  const Kinds& kinds_;
  const Judge* judge_;
  const PlanOptions& options_;
  std::vector<Change> changes_;
};

int phase(const Change& change) {
  return change.is_applied() ? 0 : change.action == Action::Delete ? 1 : 2;
}

bool comes_before(const Change& a, const Change& b) {
  auto rank = [](const Change& change) {
    int step = phase(change);
    // Deletions go from the highest wave down; what is kept has none.
    int sync = step == 0 ? change.sync_wave : step == 1 ? -change.sync_wave : 0;
    return std::make_tuple(step, sync, change.wave.value_or(0), change.cluster, change.project,
                           std::string_view(change.resource));
  };
  return rank(a) < rank(b);
}

}  // namespace

std::string_view action_name(Action action) {
  constexpr std::string_view kNames[] = {"create", "update", "replace", "delete", "keep"};
  return kNames[static_cast<size_t>(action)];
}

bool Change::has_reason(std::string_view code) const {
  return std::find(reasons.begin(), reasons.end(), code) != reasons.end();
}

size_t Plan::count(Action action) const {
  return static_cast<size_t>(std::count_if(
      changes.begin(), changes.end(), [&](const Change& one) { return one.action == action; }));
}

size_t Plan::danger_count() const {
  size_t count = dangers.size();
  for (const Change& change : changes) count += change.dangers.size();
  return count;
}

Plan make_plan(const Side& base, const Side& head, const Kinds& kinds, const Judge* judge,
               const References& references, const PlanOptions& options) {
  Plan plan;
  plan.changes = Planner(base, head, kinds, judge, options).run();
  add_dangers(plan, base, head, references, options);
  if (options.selects) {
    std::erase_if(plan.changes, [&](const Change& change) {
      return !options.selects(change.cluster, change.project);
    });
    std::erase_if(plan.dangers, [&](const PlanDanger& danger) {
      return !options.selects(danger.cluster, danger.project);
    });
  }
  std::sort(plan.changes.begin(), plan.changes.end(), comes_before);
  return plan;
}

}  // namespace drydock::plan
