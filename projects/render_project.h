#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/rendered.h"
#include "core/settings.h"
#include "core/source_cache.h"
#include "overlays/parsed_files.h"
#include "projects/path_filter.h"

namespace drydock::projects {

/// What the projects of one run share. It must outlive what rendering gave.
struct RenderShared {
  overlays::ParsedFiles parsed_files;
};

/// Renders one project. Never throws for bad input: what cannot be read becomes a problem with file
/// and position, and everything else is rendered. The result refers to the project and to files of
/// the cache. A renderer that is not there yet gives nothing, see `renderer_note`.
RenderedProject render_project(SourceCache& files, const Project& project, const PathFilter& filter,
                               RenderShared* shared = nullptr);

/// Renders all of them, on up to `jobs` threads; the results are in the order of the projects.
std::vector<RenderedProject> render_projects(SourceCache& files, std::span<const Project> projects,
                                             const Settings& settings, int jobs,
                                             RenderShared* shared = nullptr);

/// Why projects of this renderer have no objects, one sentence; empty for those that render.
std::string_view renderer_note(Renderer renderer);

}  // namespace drydock::projects
