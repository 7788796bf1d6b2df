#pragma once

#include <deque>
#include <functional>
#include <string_view>

#include "core/arena.h"
#include "core/source.h"
#include "plan/side.h"

namespace drydock::plan {

/// A cluster as `kubectl get -o yaml` or `-o json` has written it down: only the objects that
/// somebody asks for. Refers to its own copies of them.
struct LiveDump {
  Side side;
  Arena arena;
  std::deque<SourceFile> texts;
  size_t passed_over = 0;  // objects that nobody asked for
  size_t broken = 0;       // items without kind or name
};

/// Whether an object of a dump counts.
using WantsObject = std::function<bool(const PlanObject&)>;

/// Reads a dump, item by item, so that memory is that of the text and of what is wanted. Lists in
/// lists are read too. All objects are of `cluster`. Throws Error at the fault for what cannot be
/// read, and when there is no object in it at all.
LiveDump read_live_dump(const SourceFile& file, std::string_view cluster, const WantsObject& wants);

}  // namespace drydock::plan
