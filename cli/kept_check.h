#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cli/pipeline.h"
#include "validate/project_facts.h"

namespace drydock::cli {

/// What `render_projects` and `check_projects` give.
struct KeptCheck {
  std::vector<RenderedProject> rendered;  // those that were not looked at have no objects
  std::vector<size_t> resources;          // how many objects each project has
  std::vector<validate::ProjectFacts> facts;
  CheckRun run;
};

/// Checks a repository that has a cache, without a base. What earlier runs found out of a project
/// counts as long as nothing that it depends on has changed, and objects are looked at only where
/// something has, or where projects meet: what is found is the same as without a cache.
KeptCheck check_kept(Repository& repository, const CheckOptions& options);
/// The same, but nothing when earlier runs know too little for that to be quick.
std::optional<KeptCheck> check_mostly_kept(Repository& repository, const CheckOptions& options);

/// Checks projects of a repository that are all rendered. `facts` are one for each project of the
/// fleet, from an earlier check of it against the same base when it has not been rendered since,
/// else as new; they are renewed. What they point to is in sources of the repository, or of the
/// projects.
CheckRun check_again(Repository& repository, const validate::Fleet& fleet,
                     std::span<validate::ProjectFacts* const> facts, const CheckOptions& options);

}  // namespace drydock::cli
