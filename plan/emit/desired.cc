#include "plan/emit/desired.h"

#include <algorithm>
#include <tuple>

#include "plan/content.h"
#include "plan/emit/manifest.h"
#include "plan/waves.h"

namespace drydock::plan {
namespace {

std::string kind_key(std::string_view cluster, std::string_view group, std::string_view kind) {
  return fmt::format("{}\n{}\n{}", cluster, group, kind);
}

}  // namespace

Stage stage_of(const PlanObject& object, const Marks& marks) {
  int wave = apply_wave(object.gvk, marks.hook);
  Stage::Part part = wave <= 10   ? Stage::First
                     : wave == 15 ? Stage::Before
                     : wave == 45 ? Stage::After
                     : wave >= 50 ? Stage::Last
                                  : Stage::Main;
  return {marks.sync_wave, part};
}

Desired::Desired(const EmitInput& input) {
  std::unordered_map<std::string, const Change*> changes;
  for (const Change& change : input.plan.changes) {
    clusters_.insert(change.cluster);
    if (change.object) changes.emplace(change.object->key(), &change);
  }
  for (const PlanObject& object : input.head.objects) {
    if (object.name.empty() || !object.root) continue;
    Wanted wanted{&object, marks_of(object), {}, object.key(), nullptr, true};
    if (wanted.marks.hook == Hook::Never) continue;
    wanted.stage = stage_of(object, wanted.marks);
    auto change = changes.find(wanted.key);
    if (change != changes.end()) wanted.change = change->second;
    clusters_.insert(object.cluster);
    objects_.push_back(std::move(wanted));
  }
  auto rank = [](const Wanted& one) {
    return std::tie(one.object->cluster, one.object->project, one.stage, one.key);
  };
  std::stable_sort(objects_.begin(), objects_.end(),
                   [&](const Wanted& a, const Wanted& b) { return rank(a) < rank(b); });
  // Defined twice in one project: the check tells.
  objects_.erase(std::unique(objects_.begin(), objects_.end(),
                             [&](const Wanted& a, const Wanted& b) { return rank(a) == rank(b); }),
                 objects_.end());
  for (Wanted& one : objects_) {
    one.is_first = by_key_.emplace(one.key, &one).second;
    if (!is_definition(*one.object)) continue;
    const Node* root = one.object->root;
    definitions_.emplace(kind_key(one.object->cluster, text_at(root, "spec.group"),
                                  text_at(root, "spec.names.kind")),
                         &one);
  }
}

const Wanted* Desired::find(const std::string& key) const {
  auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : found->second;
}

bool Desired::has(std::string_view project, const std::string& key) const {
  const Wanted* found = find(key);
  // Those of one key are not side by side, but few have a second one.
  if (!found) return false;
  if (found->object->project == project) return true;
  auto from = std::lower_bound(objects_.begin(), objects_.end(), project,
                               [&](const Wanted& one, std::string_view name) {
                                 return std::tie(one.object->cluster, one.object->project) <
                                        std::tie(found->object->cluster, name);
                               });
  for (; from != objects_.end() && from->object->project == project; ++from) {
    if (from->key == key) return true;
  }
  return false;
}

const Wanted* Desired::namespace_of(const PlanObject& object) const {
  if (object.namespace_name.empty()) return nullptr;
  PlanObject space;
  space.cluster = object.cluster;
  space.gvk = {"", "v1", "Namespace"};
  space.name = object.namespace_name;
  return find(space.key());
}

const Wanted* Desired::definition_of(const PlanObject& object) const {
  auto found = definitions_.find(kind_key(object.cluster, object.gvk.group, object.gvk.kind));
  return found == definitions_.end() ? nullptr : found->second;
}

std::vector<const PlanObject*> earlier_objects(const EmitInput& input) {
  std::vector<const PlanObject*> found;
  for (const PlanObject& object : input.base.objects) {
    if (object.name.empty() || marks_of(object).hook == Hook::Never) continue;
    if (input.takes(object)) found.push_back(&object);
  }
  return found;
}

}  // namespace drydock::plan
