#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/arena.h"
#include "core/finding.h"
#include "core/rendered.h"
#include "core/settings.h"
#include "core/source_cache.h"
#include "core/tree.h"
#include "projects/render_project.h"

namespace drydock::cli {

/// A repository as a run sees it. Everything else of the run points into it.
struct Repository {
  std::string folder;  // its root on disk, absolute
  std::unique_ptr<Tree> tree;
  std::unique_ptr<SourceCache> files;
  projects::RenderShared shared;
  Arena arena;  // nodes of the settings
  Settings settings;
  const SourceFile* settings_file = nullptr;  // null: there is no drydock.yaml
  std::vector<Project> projects;
  std::vector<Diagnostic> problems;  // of looking for projects, outside of any
};

/// The root for a start folder: the nearest folder upwards with drydock.yaml, else with .git, else
/// the start folder itself. Absolute; fails with `file-missing` when there is no such folder.
std::string find_root(const std::string& start);

/// Opens the repository around the session's folder, reads its settings and finds its projects.
/// Prints what is wrong with drydock.yaml to the session's err; null then.
std::unique_ptr<Repository> open_repository(Session& session);

/// Renders every project, on the session's threads. Projects that fail have problems and fewer
/// objects.
std::vector<RenderedProject> render_projects(Repository& repository, int jobs);

/// All findings of the given stages (all when empty), with severities as the settings say, sorted.
std::vector<Finding> check_projects(const Repository& repository,
                                    const std::vector<RenderedProject>& rendered,
                                    const std::vector<std::string>& stages, int jobs);

}  // namespace drydock::cli
