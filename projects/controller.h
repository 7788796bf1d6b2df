#pragma once

#include <span>
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
  /// Files with ConfigMaps of Argo CD, which count in place of those in the repository. Looked at
  /// while a controller is made.
  std::span<const SourceFile* const> argocd_config = {};
};

/// A folder or file that somebody renders.
struct CoveredPath {
  std::string path;
  bool below = false;  // with everything below it
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

  /// Everything that what `render` gives depends on, beside the files that it notes in
  /// `out.inputs`: the definition itself, sources, objects of other projects, the cluster. Projects
  /// of one name render the same when this and the files are the same.
  virtual std::string render_key(const Project& project) const = 0;
  /// Whether what `render` gives may be kept for the next run. Not so where it renders from files
  /// of another repository, which no log of inputs names, or from values of Secrets.
  virtual bool may_be_kept(const Project& project) const = 0;

  /// What of this repository a project of it renders from, so that it is not found a second time as
  /// a project of its own. For a kustomization or a chart that is its folder, without what is
  /// below.
  virtual std::vector<CoveredPath> covered_paths(const Project& project) const = 0;

  /// What can only be said when everything is rendered: cycles, missing dependencies, two
  /// definitions of one path.
  virtual void check(std::vector<Diagnostic>& problems) const = 0;
};

}  // namespace drydock::projects
