#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/plan.h"

namespace drydock::plan {

/// What is done to the objects of a step.
enum class Deed : uint8_t {
  Apply,     // created or changed in place
  Put,       // changed as a whole, not merged
  Replace,   // deleted and created, as the server refuses the change
  Recreate,  // deleted and created whatever the server says: hooks, and what is marked so
  Delete,
};

/// What can be done at once, for appliers that are told step by step. Steps of Put, Replace and
/// Recreate have one object; those of Delete objects of one kind.
struct Step {
  Deed deed = Deed::Apply;
  int sync_wave = 0;
  int wave = 0;
  std::vector<const Change*> changes;
  // What to wait for before the next step: definitions to be established, hooks to be complete,
  // workloads to roll out.
  std::vector<const PlanObject*> definitions, hooks, rollouts;
  std::vector<const PlanObject*> old_users;  // before a deletion: workloads to have rolled out
  bool needs_confirmation = false;
};

/// The steps of one cluster, in order. `head` is where workloads are looked up.
std::vector<Step> steps_of(const Plan& plan, const Side& head, std::string_view cluster);

/// The clusters that something is done in, sorted.
std::vector<std::string_view> changed_clusters(const Plan& plan);

/// "apply" and so on, for names of files and tasks.
std::string_view deed_name(Deed deed);

}  // namespace drydock::plan
