#pragma once

#include <string>
#include <vector>

#include "core/diagnostic.h"
#include "core/project.h"
#include "core/rendered.h"
#include "core/settings.h"
#include "core/source_cache.h"
#include "projects/render_project.h"
#include "projects/source_repositories.h"

namespace drydock::projects {

/// What a controller may look at. Everything in it outlives the controller.
struct ControllerInput {
  SourceCache& files;  // of the repository that is looked at
  SourceRepositories& repositories;
  const Settings& settings;
};

/// A program in a cluster that turns objects into more objects: Argo CD, Flux. It is shown what
/// every project renders, also those that it defines itself, and answers with the projects that are
/// defined there, round by round until nothing new comes.
class Controller {
 public:
  virtual ~Controller() = default;

  /// Takes note of the definitions, sources, inventories of clusters and settings of the controller
  /// among the objects of a project, which stay where they are.
  virtual void read(const RenderedProject& rendered) = 0;

  /// The projects that the objects seen so far define and that no earlier call has given, in an
  /// order that depends on their names only. Their `definition`, `definition_id`, `defined_by` and
  /// `defined_at` are set. What is wrong with a definition is told once, at its line.
  virtual std::vector<Project> take_projects(std::vector<Diagnostic>& problems) = 0;

  /// Renders one of its projects; called from many threads. Never throws for bad input: what cannot
  /// be rendered is a problem at the line of the definition.
  virtual void render(const Project& project, RenderShared& shared, RenderedProject& out) const = 0;

  /// Folders and files of this repository that a project of it renders from, so that they are not
  /// found a second time as projects of their own. A folder stands for all that is below it.
  virtual std::vector<std::string> covered_paths(const Project& project) const = 0;

  /// What can only be said when everything is rendered: cycles, missing dependencies, two
  /// definitions of one path.
  virtual void check(std::vector<Diagnostic>& problems) const = 0;
};

}  // namespace drydock::projects
