#pragma once

#include <functional>

#include "core/rendered.h"
#include "core/source_cache.h"
#include "render/inflate_chart.h"

namespace drydock::projects {

struct CollectOptions {
  bool tests = false;  // with the hooks that are tests
  /// Takes each document instead of `out.set.resources`; it is in the set's arena.
  std::function<void(Node*)> documents = {};
};

/// Adds the objects of a rendered chart to a project, in the order of Helm's output. Their nodes
/// say which line of which template wrote them.
void collect_release(SourceCache& files, render::InflatedChart& chart,
                     const CollectOptions& options, RenderedProject& out);

}  // namespace drydock::projects
