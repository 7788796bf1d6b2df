#pragma once

#include <vector>

#include "core/diagnostic.h"
#include "core/project.h"
#include "core/resource.h"

namespace drydock {

/// What rendering one project gave: its objects, and what could not be read or rendered.
struct RenderedProject {
  const Project* project = nullptr;
  ResourceSet set;
  std::vector<Diagnostic> problems;
};

}  // namespace drydock
