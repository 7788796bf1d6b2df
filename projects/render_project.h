#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/rendered.h"
#include "core/settings.h"
#include "core/source_cache.h"
#include "overlays/parsed_files.h"
#include "projects/path_filter.h"
#include "projects/render_chart.h"

namespace drydock::projects {

class RenderCache;

/// What the projects of one run share. It must outlive what rendering gave.
struct RenderShared {
  explicit RenderShared(Sources& sources) : charts(sources) {}

  overlays::ParsedFiles parsed_files;
  render::ChartLibrary charts;
  RenderCache* cache = nullptr;  // of earlier runs; null: there is none
  /// Gives what is known already of a project, which is then not rendered; called from many
  /// threads, once for each project. Null: nothing is.
  std::function<std::optional<RenderedProject>(const Project&)> reuse = {};
};

class Deployments;

/// What rendering a project takes, beside its files.
struct RenderInput {
  const PathFilter& filter;
  const Settings& settings;
  RenderShared& shared;
  const Deployments* deployments = nullptr;  // null: no definitions were followed
};

/// Everything of a project that what it renders depends on, beside the files and the settings:
/// projects of one name render the same when this is the same.
std::string render_key(const Project& project);

/// Renders one project. Never throws for bad input: what cannot be read becomes a problem with file
/// and position, and everything else is rendered. The result refers to the project and to files of
/// the cache.
RenderedProject render_project(SourceCache& files, const Project& project,
                               const RenderInput& input);

/// Renders all of them, on up to `jobs` threads; the results are in the order of the projects.
/// `step` is told how many there are whenever one is done, from many threads.
std::vector<RenderedProject> render_projects(SourceCache& files, std::span<const Project> projects,
                                             const RenderInput& input, int jobs,
                                             const std::function<void(size_t total)>& step = {});

}  // namespace drydock::projects
