#include "plan/emit/steps.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "plan/emit/manifest.h"

namespace drydock::plan {
namespace {

/// Nothing when only what is absent is wanted, and it may be there.
bool is_left_alone(const Change& change, const Marks& marks) {
  return change.has_reason("not-compared") && (marks.flux_ignore || marks.flux_if_absent);
}

Deed deed_of(const Change& change, const Marks& marks) {
  if (change.action == Action::Delete) return Deed::Delete;
  if (change.action == Action::Replace) {
    return change.has_reason("immutable-field") ? Deed::Replace : Deed::Recreate;
  }
  if (change.has_reason("not-compared")) {
    if (marks.hook != Hook::None) return Deed::Recreate;
    if (marks.may_recreate()) return Deed::Replace;
    if (marks.argocd_replace) return Deed::Put;
  }
  return change.has_reason("put-as-a-whole") ? Deed::Put : Deed::Apply;
}

struct Planned {
  const Change* change;
  Deed deed;
};

class StepList {
 public:
  StepList(const Plan& plan, const Side& head, std::string_view cluster) {
    for (const Change& change : plan.changes) {
      bool done = change.is_applied() || change.action == Action::Delete;
      if (!done || change.cluster != cluster) continue;
      Marks marks = marks_of(change.subject());
      if (is_left_alone(change, marks)) continue;
      planned_.push_back({&change, deed_of(change, marks)});
    }
    for (const PlanObject& object : head.objects) {
      if (object.cluster == cluster && rolls_out(object))
        workloads_.emplace(object.resource(), &object);
    }
  }

  std::vector<Step> run() {
    // Within a wave what is applied comes first, so that it is one step.
    std::stable_sort(planned_.begin(), planned_.end(), [](const Planned& a, const Planned& b) {
      auto rank = [](const Planned& one) {
        const Change& change = *one.change;
        int sign = one.deed == Deed::Delete ? -1 : 1;
        return std::make_tuple(sign < 0, sign * change.sync_wave, change.wave.value_or(0),
                               one.deed);
      };
      return rank(a) < rank(b);
    });
    for (const Planned& one : planned_) add(one);
    wait_between_sync_waves();
    return std::move(steps_);
  }

 private:
  static bool same_wave(const Change& a, const Change& b) {
    return a.is_applied() == b.is_applied() && a.sync_wave == b.sync_wave && a.wave == b.wave;
  }

  bool joins(const Planned& one) const {
    if (steps_.empty() || steps_.back().deed != one.deed) return false;
    const Step& last = steps_.back();
    const Change& before = *last.changes.back();
    if (!same_wave(before, *one.change)) return false;
    if (one.deed == Deed::Apply) return true;
    if (one.deed != Deed::Delete) return false;
    const Gvk &a = before.subject().gvk, &b = one.change->subject().gvk;
    return a.kind == b.kind && a.group == b.group;
  }

  void add(const Planned& one) {
    if (!joins(one)) {
      Step& step = steps_.emplace_back();
      step.deed = one.deed;
      step.sync_wave = one.change->sync_wave;
      step.wave = one.change->wave.value_or(0);
    }
    Step& step = steps_.back();
    const Change& change = *one.change;
    const PlanObject& object = change.subject();
    step.changes.push_back(&change);
    if (one.deed == Deed::Delete) {
      step.needs_confirmation |= change.has_reason("needs-confirmation");
      for (const std::string& user : change.after) {
        auto found = workloads_.find(user);
        if (found != workloads_.end()) step.old_users.push_back(found->second);
      }
      return;
    }
    if (is_definition(object)) step.definitions.push_back(&object);
    if (rolls_out(object)) step.rollouts.push_back(&object);
    bool ends = object.gvk.kind == "Job" && object.gvk.group == "batch";
    if (ends && marks_of(object).hook != Hook::None) step.hooks.push_back(&object);
  }

  /// Only who orders by sync waves wants to wait for workloads: others may need what comes later.
  void wait_between_sync_waves() {
    std::optional<int> last;  // sync wave of what is applied
    for (const Step& step : steps_) {
      if (step.deed != Deed::Delete) last = step.sync_wave;
    }
    for (Step& step : steps_) {
      if (step.sync_wave == last) step.rollouts.clear();
    }
  }

  std::vector<Planned> planned_;
  std::unordered_map<std::string, const PlanObject*> workloads_;
  std::vector<Step> steps_;
};

}  // namespace

std::vector<Step> steps_of(const Plan& plan, const Side& head, std::string_view cluster) {
  return StepList(plan, head, cluster).run();
}

std::vector<std::string_view> changed_clusters(const Plan& plan) {
  std::set<std::string_view> clusters;
  for (const Change& change : plan.changes) clusters.insert(change.cluster);
  return {clusters.begin(), clusters.end()};
}

std::string_view deed_name(Deed deed) {
  constexpr std::string_view kNames[] = {"apply", "put", "replace", "recreate", "delete"};
  return kNames[static_cast<size_t>(deed)];
}

}  // namespace drydock::plan
