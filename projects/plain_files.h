#pragma once

#include <string>
#include <vector>

#include "core/diagnostic.h"
#include "core/project.h"
#include "core/source_cache.h"
#include "projects/path_filter.h"

namespace drydock::projects {

/// The files of a plain project that may hold objects, in the order of a walk through its folder by
/// name, and what could not be looked at.
struct PlainFiles {
  std::vector<std::string> paths;
  std::vector<Diagnostic> problems;
};

/// Lists them. Folders with a kustomization or a chart are left to these, links to folders are not
/// followed, and a link to a file that is in the list itself does not count.
PlainFiles list_plain_files(SourceCache& files, const Project& project, const PathFilter& filter);

}  // namespace drydock::projects
