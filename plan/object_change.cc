#include "plan/object_change.h"

#include <algorithm>

#include "plan/apply.h"
#include "plan/changed_fields.h"
#include "plan/defaults.h"
#include "plan/derived_fields.h"
#include "plan/drift.h"
#include "plan/same_value.h"
#include "plan/tidy.h"
#include "plan/versions.h"

namespace drydock::plan {
namespace {

bool same_version(const Gvk& a, const Gvk& b) {
  return a.group == b.group && a.version == b.version && a.kind == b.kind;
}

/// Reads both manifests in one version.
class Reader {
 public:
  Reader(const Manifest& before, const Manifest& after, const Kinds& kinds, Arena& arena)
      : arena_(arena), converts_(!same_version(before.gvk, after.gvk)) {
    facts = kinds.find(converts_ ? best_version(after.gvk) : after.gvk, after.cluster);
  }

  Node* content(const Manifest& manifest) const {
    Node* root = content_of(*manifest.root, manifest.dialect, arena_);
    if (converts_) convert(*root, manifest.gvk, facts.gvk, arena_);
    tidy(*root, facts, arena_);
    Node* metadata = root->find("metadata");
    bool silent = metadata && metadata->is_mapping() && !metadata->find("namespace");
    if (silent && !manifest.namespace_name.empty()) {
      set(arena_, *metadata, "namespace", fill_in_text(arena_, manifest.namespace_name));
    }
    return root;
  }

  /// As the server stores what is created.
  Node* created(const Node& content) const {
    Node* root = deep_copy(arena_, content);
    add_defaults(*root, facts, arena_);
    derive_fields(*root, facts, nullptr, arena_);
    return root;
  }

  /// As it stores what is applied over an object that is there.
  Node* updated(const Node& stored, Node& last, Node& wanted) const {
    add_key_defaults(last, facts, arena_);
    add_key_defaults(wanted, facts, arena_);
    Node* root = applied(stored, last, wanted, facts.shape, arena_);
    tidy(*root, facts, arena_);
    add_defaults(*root, facts, arena_);
    derive_fields(*root, facts, &stored, arena_);
    return root;
  }

  KindFacts facts;

 private:
  Arena& arena_;
  bool converts_;
};

std::string_view template_path(const Gvk& gvk) {
  bool known = gvk.group == "apps" || (gvk.group.empty() && gvk.kind == "ReplicationController");
  return known && gvk.kind != "ControllerRevision" ? "spec.template" : "";
}

bool replaces_pods(const Node& object, std::string_view kind) {
  if (kind == "Deployment") return !is_true(at_path(&object, "spec.paused"));
  bool rolls = text_at(&object, "spec.updateStrategy.type") == "RollingUpdate";
  if (kind == "DaemonSet") return rolls;
  if (kind != "StatefulSet" || !rolls) return false;
  int64_t partition =
      integer_of(at_path(&object, "spec.updateStrategy.rollingUpdate.partition")).value_or(0);
  return partition < integer_of(at_path(&object, "spec.replicas")).value_or(1);
}

void look_at_pods(const Node& after, const KindFacts& facts, ObjectChange& change) {
  std::string_view path = template_path(facts.gvk);
  if (path.empty()) return;
  for (const std::string& field : change.changed) {
    change.template_changed |= field.starts_with(path);
  }
  change.rolls_pods = change.template_changed && replaces_pods(after, facts.gvk.kind);
}

bool has_other_name(const Node& before, const Node& after) {
  return text_at(&before, "metadata.name") != text_at(&after, "metadata.name") ||
         text_at(&before, "metadata.namespace") != text_at(&after, "metadata.namespace");
}

bool is_definition(const Gvk& gvk) {
  return gvk.kind == "CustomResourceDefinition" && gvk.group == "apiextensions.k8s.io";
}

void judge_update(const Node& stored, const Node& updated, const KindFacts& facts,
                  ObjectChange& change) {
  change.causes = update_refusals(stored, updated, facts);
  if (has_other_name(stored, updated)) {
    change.causes.insert(change.causes.begin(), {"FieldValueInvalid", "metadata.name"});
  }
  if (!change.causes.empty()) {
    change.verdict = Verdict::Replace;
    return;
  }
  if (is_definition(facts.gvk)) change.causes = lost_versions(stored, updated);
  change.verdict = !change.causes.empty()   ? Verdict::Refused
                   : change.changed.empty() ? Verdict::None
                                            : Verdict::Update;
}

/// Client-side apply writes an empty map where there was none, which an immutable object refuses.
bool adds_empty_map(const Manifest& before, const Manifest& after, std::string_view field) {
  const Node* map = after.root->find(field);
  return map && map->is_mapping() && map->size == 0 && !before.root->find(field);
}

void look_at_empty_maps(const Manifest& before, const Manifest& after, const Node& stored,
                        ObjectChange& change) {
  bool holds_data =
      after.gvk.group.empty() && (after.gvk.kind == "ConfigMap" || after.gvk.kind == "Secret");
  if (!holds_data || change.verdict != Verdict::None || !is_true(stored.find("immutable"))) return;
  for (std::string_view field : {"data", "binaryData"}) {
    if (!adds_empty_map(before, after, field)) continue;
    change.causes.push_back({"FieldValueForbidden", std::string(field)});
    change.verdict = Verdict::Replace;
  }
}

void add_rules(const Manifest& before, const Manifest& after, const KindFacts& facts,
               const Judge* judge, ObjectChange& change) {
  if (!judge || facts.is_built_in || change.verdict != Verdict::Update) return;
  change.causes = judge->broken_rules(before, after);
  if (!change.causes.empty()) change.verdict = Verdict::Replace;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  constexpr std::string_view kNames[] = {"none", "update", "replace", "refused", "invalid"};
  return kNames[static_cast<size_t>(verdict)];
}

ComparedPair prepare_pair(const Manifest& before, const Manifest& after, const Kinds& kinds,
                          Arena& arena) {
  Reader reader(before, after, kinds, arena);
  ComparedPair pair;
  pair.facts = reader.facts;
  pair.before = reader.created(*reader.content(before));
  pair.after = reader.created(*reader.content(after));
  return pair;
}

ObjectChange judge_change(const Manifest& before, const Manifest& after, const Kinds& kinds,
                          const Judge* judge, bool find_faults) {
  ObjectChange change;
  if (judge && find_faults) {
    change.causes = judge->faults(after);
    if (!change.causes.empty()) {
      change.verdict = Verdict::Invalid;
      return change;
    }
  }
  Arena arena;
  Reader reader(before, after, kinds, arena);
  Node* last = reader.content(before);
  Node* wanted = reader.content(after);
  Node* stored = reader.created(*last);
  Node* created = reader.created(*wanted);
  Node* updated = reader.updated(*stored, *last, *wanted);
  change.changed = changed_fields(*stored, *updated, reader.facts.shape, FilledIn::Counts);
  change.fields = changed_fields(*stored, *created, reader.facts.shape, FilledIn::IsPassedOver);
  judge_update(*stored, *updated, reader.facts, change);
  look_at_empty_maps(before, after, *stored, change);
  add_rules(before, after, reader.facts, judge, change);
  look_at_pods(*updated, reader.facts, change);
  return change;
}

ObjectChange judge_drift(const Manifest& live, const Manifest& wanted, const Kinds& kinds,
                         const Judge* judge) {
  Arena arena;
  Reader reader(live, wanted, kinds, arena);
  Node* stored = reader.created(*reader.content(live));
  Node* content = reader.content(wanted);
  ObjectChange change;
  change.fields = drifted_fields(*stored, *reader.created(*content), reader.facts.shape);
  if (change.fields.empty()) return change;
  // What the manifest said last is not known: nothing that it does not say goes.
  Node* updated = reader.updated(*stored, *content, *content);
  change.changed = changed_fields(*stored, *updated, reader.facts.shape, FilledIn::Counts);
  judge_update(*stored, *updated, reader.facts, change);
  add_rules(live, wanted, reader.facts, judge, change);
  if (change.verdict == Verdict::None) change.fields.clear();
  look_at_pods(*updated, reader.facts, change);
  return change;
}

}  // namespace drydock::plan
