#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"
#include "core/project.h"
#include "core/settings.h"
#include "core/source_cache.h"

namespace drydock::projects {

struct DiscoverOptions {
  std::string root_name = "root";  // name of a project that is the root itself
  int jobs = 0;
};

struct Discovery {
  std::vector<Project> projects;  // sorted by name; every renderer is known, `why` says how
  /// What could not be looked at outside of any project. The same inside of a plain project is a
  /// problem of rendering it.
  std::vector<Diagnostic> problems;
  /// Names of those that may hold definitions for Argo CD or Flux: see `Deployments`.
  std::set<std::string, std::less<>> holders;
};

/// The projects of a repository: those of drydock.yaml, and those that its folders show: each
/// kustomization that no other one includes, each chart that none includes, and the topmost folders
/// with Kubernetes objects that belong to neither. An entry of drydock.yaml takes the place of what
/// is found at its path and of plain manifests below it. Never throws for what is in the tree.
Discovery discover(SourceCache& files, const Settings& settings,
                   const DiscoverOptions& options = {});

}  // namespace drydock::projects
