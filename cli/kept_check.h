#pragma once

#include <vector>

#include "cli/pipeline.h"

namespace drydock::cli {

/// What `render_projects` and `check_projects` give.
struct KeptCheck {
  std::vector<RenderedProject> rendered;  // those that were not looked at have no objects
  std::vector<size_t> resources;          // how many objects each project has
  CheckRun run;
};

/// Checks a repository that has a cache, without a base. What earlier runs found out of a project
/// counts as long as nothing that it depends on has changed, and objects are looked at only where
/// something has, or where projects meet: what is found is the same as without a cache.
KeptCheck check_kept(Repository& repository, const CheckOptions& options);

}  // namespace drydock::cli
