#pragma once

#include <vector>

#include "core/diagnostic.h"
#include "core/input_log.h"
#include "core/project.h"
#include "core/resource.h"
#include "core/value_places.h"

namespace drydock {

/// What rendering one project gave: its objects, what could not be read or rendered, and
/// what it depends on.
struct RenderedProject {
  const Project* project = nullptr;
  ResourceSet set;
  std::vector<Diagnostic> problems;
  InputLog inputs;
  ValuePlaces values;  // that charts print
};

}  // namespace drydock
