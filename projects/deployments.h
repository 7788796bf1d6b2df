#pragma once

#include <deque>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/diagnostic.h"
#include "core/project.h"
#include "core/rendered.h"
#include "core/tree_changes.h"
#include "projects/controller.h"
#include "projects/discover.h"
#include "projects/render_project.h"

namespace drydock::projects {

/// What the controllers of the clusters make of a repository: the projects that are defined by
/// objects in it, and by objects that those render, to the end. It keeps what it renders on the way
/// for `render_project`.
class Deployments {
 public:
  /// What another state of the repository rendered, to be taken over where nothing differs. Both
  /// must outlive this.
  struct Similar {
    const Deployments* deployments = nullptr;
    std::span<const TreeChange> changes;
  };

  /// `shared` is what rendering shares; everything must outlive this.
  Deployments(SourceCache& files, const Settings& settings, RenderShared& shared,
              std::vector<std::unique_ptr<Controller>> controllers, Similar similar);

  /// Adds what the projects of `found` define, takes away what of it was only found because of its
  /// files and is deployed by a definition, and tells what is wrong with definitions. To be called
  /// once.
  void follow(Discovery& found, int jobs);

  /// What was rendered already; nothing when it would be rendered otherwise now. The result refers
  /// to this.
  std::optional<RenderedProject> rendered(const Project& project) const;
  /// Renders a project that a controller defined.
  void render(const Project& project, RenderShared& shared, RenderedProject& out) const;
  /// See Controller.
  bool may_be_kept(const Project& project) const;

 private:
  struct Entry {
    Entry(Project what, const Controller* who) : project(std::move(what)), controller(who) {}

    Project project;
    const Controller* controller;  // null: found by its files
    RenderedProject rendered;
  };

  void render_new(size_t first, int jobs);
  void read_new(size_t first);
  std::vector<Entry> take_new(std::vector<Diagnostic>& problems);
  std::string unique_name(std::string name);
  void leave_out_covered(std::vector<Project>& projects);
  void name_definers(const std::vector<Project>& projects);
  const RenderedProject* similar_to(const Project& project) const;
  const Controller* controller_of(const Project& project) const;

  SourceCache& files_;
  const Settings& settings_;
  PathFilter filter_;
  RenderShared& shared_;
  std::vector<std::unique_ptr<Controller>> controllers_;
  Similar similar_;
  std::deque<Entry> entries_;
  std::unordered_map<const Node*, const Controller*> makers_;  // by definition
  std::unordered_map<std::string_view, const Entry*> by_name_;
  std::set<std::string, std::less<>> names_;
};

/// One of each sort that there is.
std::vector<std::unique_ptr<Controller>> make_controllers(const ControllerInput& input);

}  // namespace drydock::projects
