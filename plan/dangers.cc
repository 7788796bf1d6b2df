#include "plan/dangers.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "core/kinds.h"
#include "plan/content.h"
#include "plan/differences.h"
#include "plan/waves.h"

namespace drydock::plan {
namespace {

bool is_kind(const PlanObject& object, std::string_view group, std::string_view kind) {
  return object.gvk.kind == kind && current_group(object.gvk.group, object.gvk.kind) == group;
}

bool is_claim(const PlanObject& object) { return is_kind(object, "", "PersistentVolumeClaim"); }
bool is_stateful_set(const PlanObject& object) { return is_kind(object, "apps", "StatefulSet"); }
bool is_namespace(const PlanObject& object) { return is_kind(object, "", "Namespace"); }
bool is_definition(const PlanObject& object) {
  return is_kind(object, "apiextensions.k8s.io", "CustomResourceDefinition");
}

bool has_claims(const PlanObject& object) {
  const Node* claims = at_path(object.root, "spec.volumeClaimTemplates");
  return claims && claims->size > 0;
}

bool deletes_claims(const PlanObject& object) {
  return text_at(object.root, "spec.persistentVolumeClaimRetentionPolicy.whenDeleted") == "Delete";
}

/// Workloads whose pods live on, so that they can read old content.
bool has_lasting_pods(const PlanObject& object) {
  std::string_view kind = object.gvk.kind;
  return object.gvk.group == "apps" || object.gvk.group == "argoproj.io" ||
         (object.gvk.group.empty() && kind == "ReplicationController");
}

std::string key_of(std::string_view cluster, std::string_view group, std::string_view kind,
                   std::string_view space, std::string_view name) {
  PlanObject object;
  object.cluster = cluster;
  object.gvk = {group, "", kind};
  object.namespace_name = space;
  object.name = name;
  return object.key();
}

void sort_unique(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

class DangerSearch {
 public:
  DangerSearch(Plan& plan, const Side& base, const Side& head, const References& references,
               const PlanOptions& options)
      : plan_(plan), base_(base), head_(head), references_(references), options_(options) {
    for (Change& change : plan.changes) {
      if (change.object) changed_.emplace(change.object, &change);
    }
  }

  void run() {
    for (Change& change : plan_.changes) {
      bool goes = change.action == Action::Delete || change.action == Action::Replace;
      if (goes) look_at_loss(change);
      if (change.action == Action::Delete) look_at_takes(change);
      if (change.action == Action::Replace && is_definition(change.subject())) {
        take_kind(change, base_);
      }
    }
    look_at_references();
    look_at_autoscalers();
    for (Change& change : plan_.changes) {
      std::sort(change.dangers.begin(), change.dangers.end());
      change.dangers.erase(std::unique(change.dangers.begin(), change.dangers.end()),
                           change.dangers.end());
    }
    count_deletions();
  }

 private:
  void look_at_loss(Change& change) {
    const PlanObject& object = *change.before;
    if (is_claim(object)) change.dangers.push_back("data-loss");
    if (serves_requests(object.gvk)) change.dangers.push_back("interrupts-service");
    if (!is_stateful_set(object) || !has_claims(object)) return;
    change.dangers.push_back(deletes_claims(object) ? "data-loss" : "claims-left");
  }

  void look_at_takes(Change& change) {
    const PlanObject& object = *change.before;
    if (is_definition(object)) return take_kind(change, head_);
    if (!is_namespace(object)) return;
    for (const PlanObject& other : head_.objects) {
      bool inside = other.cluster == object.cluster && other.namespace_name == object.name;
      if (!inside || other.name.empty()) continue;
      change.takes.push_back(other.resource());
      bool data = is_claim(other) || (is_stateful_set(other) && has_claims(other));
      if (data) change.dangers.push_back("data-loss");
    }
    finish_takes(change);
  }

  /// A definition takes the objects of its kind.
  void take_kind(Change& change, const Side& side) {
    const Node* root = change.before->root;
    std::string_view group = text_at(root, "spec.group");
    std::string_view kind = text_at(root, "spec.names.kind");
    if (kind.empty()) return;
    for (const PlanObject& other : side.objects) {
      bool fits = other.cluster == change.cluster && other.gvk.kind == kind &&
                  other.gvk.group == group && !other.name.empty();
      if (fits) change.takes.push_back(other.resource());
    }
    finish_takes(change);
  }

  static void finish_takes(Change& change) {
    sort_unique(change.takes);
    if (!change.takes.empty()) change.dangers.push_back("takes-objects");
  }

  // --- what names what

  /// Settings that change in place, and what goes: by their keys.
  void collect_targets() {
    for (Change& change : plan_.changes) {
      const PlanObject& subject = change.subject();
      bool is_settings = is_kind(subject, "", "ConfigMap") || is_kind(subject, "", "Secret");
      if (change.action == Action::Delete) {
        going_.emplace(subject.key(), &change);
        add_place(subject);
      } else if (is_settings && change.before && change.is_applied() && changes_data(change)) {
        settings_.emplace(subject.key(), &change);
        add_place(subject);
      }
    }
  }

  void add_place(const PlanObject& target) {
    clusters_.insert(target.cluster);
    if (target.namespace_name.empty()) {
      everywhere_ = true;
    } else {
      namespaces_.insert(target.namespace_name);
    }
  }

  /// Objects of a namespace name those of the same one, but for the subjects of bindings.
  bool may_name_targets(const PlanObject& object) const {
    if (!object.root || !clusters_.count(object.cluster)) return false;
    return everywhere_ || object.namespace_name.empty() || object.gvk.kind == "RoleBinding" ||
           namespaces_.count(object.namespace_name) > 0;
  }

  static bool changes_data(const Change& change) {
    if (!name_without_hash(change.subject().name).empty()) return false;
    return std::any_of(change.fields.begin(), change.fields.end(), [](const std::string& field) {
      return field.starts_with("data") || field.starts_with("binaryData") ||
             field.starts_with("stringData");
    });
  }

  template <class Tell>
  void for_each_reference(const Side& side, Tell tell) {
    for (const PlanObject& object : side.objects) {
      if (!may_name_targets(object)) continue;
      for (const Reference& reference : references_(object)) {
        std::string_view space = reference.namespace_name;
        if (space.empty()) space = object.namespace_name;
        std::string key =
            key_of(object.cluster, reference.group, reference.kind, space, reference.name);
        tell(object, reference, key);
        // Of kinds outside namespaces.
        if (!space.empty()) {
          tell(object, reference,
               key_of(object.cluster, reference.group, reference.kind, "", reference.name));
        }
      }
    }
  }

  void look_at_references() {
    if (!references_) return;
    collect_targets();
    if (going_.empty() && settings_.empty()) return;
    for_each_reference(
        head_, [&](const PlanObject& object, const Reference& reference, const std::string& key) {
          auto going = going_.find(key);
          if (going != going_.end() && object.key() != key) {
            going->second->referenced_by.push_back(object.resource());
          }
          auto settings = settings_.find(key);
          bool reads = settings != settings_.end() && reference.in_pod && has_lasting_pods(object);
          if (reads && !rolls(object)) settings->second->used_by.push_back(object.resource());
        });
    find_waits();
    for (Change& change : plan_.changes) {
      sort_unique(change.referenced_by);
      sort_unique(change.used_by);
      if (!change.referenced_by.empty()) change.dangers.push_back("still-referenced");
      if (!change.used_by.empty()) change.dangers.push_back("pods-not-rolled");
    }
  }

  /// A workload that is made or whose pods are replaced reads the new content.
  bool rolls(const PlanObject& object) const {
    auto found = changed_.find(&object);
    if (found == changed_.end()) return false;
    Action action = found->second->action;
    return found->second->rolls_pods || action == Action::Create || action == Action::Replace;
  }

  /// The old settings of a hash suffix stay until the pods that read them are gone.
  void find_waits() {
    std::unordered_map<std::string, Change*> old_names;
    for (auto& [key, change] : going_) {
      if (!change->superseded_by.empty()) old_names.emplace(key, change);
    }
    if (old_names.empty()) return;
    std::unordered_set<std::string> still_there;
    for (const Change& change : plan_.changes) {
      if (change.object) still_there.insert(change.subject().key());
    }
    for_each_reference(
        base_, [&](const PlanObject& object, const Reference& reference, const std::string& key) {
          auto found = old_names.find(key);
          if (found == old_names.end() || !reference.in_pod) return;
          if (still_there.count(object.key())) found->second->after.push_back(object.resource());
        });
    for (auto& [key, change] : old_names) sort_unique(change->after);
  }

  // --- autoscalers

  void look_at_autoscalers() {
    std::unordered_set<std::string> scaled;
    for (const PlanObject& object : head_.objects) {
      bool scales = object.gvk.kind == "HorizontalPodAutoscaler" ||
                    (object.gvk.kind == "ScaledObject" && object.gvk.group == "keda.sh");
      const Node* target = scales ? at_path(object.root, "spec.scaleTargetRef") : nullptr;
      if (!target) continue;
      Gvk gvk = make_gvk(target->text_of("apiVersion"), target->text_of("kind"));
      std::string_view kind = gvk.kind.empty() ? "Deployment" : gvk.kind;
      std::string_view group = gvk.version.empty() ? "apps" : gvk.group;
      scaled.insert(
          key_of(object.cluster, group, kind, object.namespace_name, target->text_of("name")));
    }
    if (scaled.empty()) return;
    for (Change& change : plan_.changes) {
      if (!change.is_applied() || !change.object || !change.object->root) continue;
      bool sets = at_path(change.object->root, "spec.replicas");
      if (sets && scaled.count(change.object->key())) {
        change.dangers.push_back("fights-autoscaler");
      }
    }
  }

  // --- deletions of a project or cluster at once

  struct Count {
    size_t gone = 0;
    size_t had = 0;
  };
  using Counts = std::map<std::pair<std::string_view, std::string_view>, Count>;

  void count_deletions() {
    Counts by_project, by_cluster;
    for (const Change& change : plan_.changes) {
      if (change.action != Action::Delete) continue;
      ++by_project[{change.cluster, change.project}].gone;
      ++by_cluster[{change.cluster, ""}].gone;
    }
    if (by_project.empty()) return;
    for (const PlanObject& object : base_.objects) {
      if (object.name.empty()) continue;
      auto project = by_project.find({object.cluster, object.project});
      if (project != by_project.end()) ++project->second.had;
      auto cluster = by_cluster.find({object.cluster, ""});
      if (cluster != by_cluster.end()) ++cluster->second.had;
    }
    std::set<std::string_view> told;
    for (const auto& [place, count] : by_project) {
      constexpr size_t kMany = 5;
      bool most = count.gone >= kMany && count.gone * 2 > count.had;
      bool above = options_.max_delete && count.gone > *options_.max_delete;
      if (!most && !above) continue;
      plan_.dangers.push_back({"mass-deletion", place.first, place.second, count.gone, count.had});
      told.insert(place.first);
    }
    for (const auto& [place, count] : by_cluster) {
      bool above = options_.max_delete && count.gone > *options_.max_delete;
      if (above && !told.count(place.first)) {
        plan_.dangers.push_back({"mass-deletion", place.first, "", count.gone, count.had});
      }
    }
  }

  Plan& plan_;
  const Side& base_;
  const Side& head_;
  const References& references_;
  const PlanOptions& options_;
  std::unordered_map<const PlanObject*, Change*> changed_;
  std::unordered_map<std::string, Change*> going_, settings_;
  // Where what changes and goes is.
  std::unordered_set<std::string_view> clusters_, namespaces_;
  bool everywhere_ = false;
};

}  // namespace

void add_dangers(Plan& plan, const Side& base, const Side& head, const References& references,
                 const PlanOptions& options) {
  DangerSearch(plan, base, head, references, options).run();
}

}  // namespace drydock::plan
