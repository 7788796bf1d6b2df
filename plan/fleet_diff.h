#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "plan/differences.h"
#include "plan/object_change.h"
#include "plan/side.h"

namespace drydock::plan {

enum class DiffAction : uint8_t { Create, Change, Delete };

/// One object that differs.
struct ObjectDiff {
  DiffAction action = DiffAction::Change;
  std::string resource;
  std::string_view project;
  std::string_view cluster;
  std::string renamed_from;  // another name of the object, when that is recognised
  ObjectChange change;       // what the server makes of it
  std::vector<Difference> differences;
  const PlanObject* before = nullptr;  // null: it came
  const PlanObject* after = nullptr;   // null: it went
};

/// What differs between two sides, sorted by cluster, project and resource. Differences refer to
/// `arena`, and objects to the sides.
std::vector<ObjectDiff> diff_sides(const Side& before, const Side& after, const Kinds& kinds,
                                   const Judge* judge, Arena& arena);

/// Whether a difference says nothing by itself: see Noise.
bool is_noise(const Difference& difference);

}  // namespace drydock::plan
