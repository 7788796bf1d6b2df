#include "plan/fleet_diff.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "plan/renames.h"

namespace drydock::plan {
namespace {

class FleetDiff {
 public:
  FleetDiff(const Side& before, const Side& after, const Kinds& kinds, const Judge* judge,
            Arena& arena)
      : before_(before), after_(after), kinds_(kinds), judge_(judge), arena_(arena) {}

  std::vector<ObjectDiff> run() {
    std::unordered_map<std::string, const PlanObject*> old_objects, new_objects;
    for (const PlanObject& one : before_.objects) old_objects.emplace(one.key(), &one);
    for (const PlanObject& one : after_.objects) new_objects.emplace(one.key(), &one);
    std::vector<const PlanObject*> gone, came;
    for (const PlanObject& one : after_.objects) {
      auto old = old_objects.find(one.key());
      if (old == old_objects.end()) {
        came.push_back(&one);
      } else if (new_objects[one.key()] == &one) {
        add_change(*old->second, one, "");
      }
    }
    for (const PlanObject& one : before_.objects) {
      if (!new_objects.count(one.key())) gone.push_back(&one);
    }
    pair_renamed(gone, came);
    for (const PlanObject* one : gone) add_whole(*one, DiffAction::Delete);
    for (const PlanObject* one : came) add_whole(*one, DiffAction::Create);
    sort();
    return std::move(found_);
  }

 private:
  /// An object under another name is shown as the change that it is.
  void pair_renamed(std::vector<const PlanObject*>& gone, std::vector<const PlanObject*>& came) {
    for (const Renaming& renaming : find_renames(gone, came)) {
      add_change(*renaming.from, *renaming.to, renaming.from->resource());
      std::erase(gone, renaming.from);
      std::erase(came, renaming.to);
    }
  }

  void add_change(const PlanObject& before, const PlanObject& after, std::string renamed_from) {
    if (before.dialect == after.dialect && same_tree(*before.root, *after.root)) return;
    ComparedPair pair = prepare_pair(before.manifest(), after.manifest(), kinds_, arena_);
    std::vector<Difference> differences = find_differences(*pair.before, *pair.after, pair.facts);
    if (differences.empty()) return;
    ObjectDiff& diff = add(after);
    diff.before = &before;
    diff.after = &after;
    diff.renamed_from = std::move(renamed_from);
    diff.differences = std::move(differences);
    diff.change = judge_change(before.manifest(), after.manifest(), kinds_, judge_, true);
  }

  void add_whole(const PlanObject& object, DiffAction action) {
    ObjectDiff& diff = add(object);
    diff.action = action;
    (action == DiffAction::Delete ? diff.before : diff.after) = &object;
    Difference whole;
    const Node* content = content_of(*object.root, object.dialect, arena_);
    (action == DiffAction::Delete ? whole.before : whole.after) = content;
    whole.is_secret = object.gvk.kind == "Secret" && object.gvk.group.empty();
    diff.differences.push_back(std::move(whole));
  }

  ObjectDiff& add(const PlanObject& object) {
    ObjectDiff& diff = found_.emplace_back();
    diff.resource = object.resource();
    diff.project = object.project;
    diff.cluster = object.cluster;
    return diff;
  }

  void sort() {
    std::stable_sort(found_.begin(), found_.end(), [](const ObjectDiff& a, const ObjectDiff& b) {
      return std::tie(a.cluster, a.project, a.resource) <
             std::tie(b.cluster, b.project, b.resource);
    });
  }

  const Side& before_;
  const Side& after_;
  const Kinds& kinds_;
  const Judge* judge_;
  Arena& arena_;
  std::vector<ObjectDiff> found_;
};

}  // namespace

std::vector<ObjectDiff> diff_sides(const Side& before, const Side& after, const Kinds& kinds,
                                   const Judge* judge, Arena& arena) {
  return FleetDiff(before, after, kinds, judge, arena).run();
}

bool is_noise(const Difference& difference) { return difference.noise != Noise::None; }

}  // namespace drydock::plan
