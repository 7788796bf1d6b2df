#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/plan_sides.h"
#include "plan/live_dump.h"
#include "projects/argocd/definitions.h"
#include "projects/argocd/git_listing.h"
#include "projects/argocd/server_settings.h"

namespace drydock::cli {

/// An Application as `argocd app diff` works with it.
struct DiffedApplication {
  projects::argocd::Definition definition;
  const Project* project = nullptr;
  projects::argocd::ServerSettings server;
  std::string home;                   // the namespace of Argo CD
  std::string instance;               // its name, as objects carry it
  std::string_view namespace_name{};  // of its destination
};

/// Objects by "GROUP/KIND/NAMESPACE/NAME", the last of several. Refers to the objects.
using DiffedObjects = std::map<std::string, plan::PlanObject>;

/// The cluster that the Argo CD of an Application is in.
std::string controller_cluster(const OpenedSide& side, const Project& project);

/// The Application of that name in an opened repository; `namespace_name` may be empty. Throws
/// Error, rule `argocd-definition`, when there is none.
DiffedApplication find_application(Session& session, const OpenedSide& side, Arena& arena,
                                   std::string_view name, std::string_view namespace_name);

/// What it renders, without hooks. Throws Error for what could not be rendered.
DiffedObjects objects_of(const OpenedSide& side, const DiffedApplication& application);

/// Files of a repository at a revision.
struct RevisedFiles {
  std::unique_ptr<Tree> tree;
  std::unique_ptr<SourceCache> files;
};

/// An Application that was rendered from other files than its own.
struct LocalRender {
  std::unique_ptr<Tree> tree;
  std::unique_ptr<SourceCache> files;
  std::map<std::pair<std::string, std::string>, RevisedFiles> revised;  // by URL and revision
  projects::argocd::GitListings listings;
  overlays::ParsedFiles parsed_files;
  std::unique_ptr<render::ChartLibrary> charts;
  Project project;
  std::vector<RenderedProject> rendered;
  std::unique_ptr<validate::Fleet> fleet;
};

/// Renders an Application with its (first) source taken from `folder`, below `root`. `side` tells
/// the scopes of custom kinds. Throws Error.
DiffedObjects render_local(Session& session, const OpenedSide& side,
                           const DiffedApplication& application, const std::string& folder,
                           const std::string& root, LocalRender& out, Arena& arena);

/// Revisions of sources, by their positions from 0.
using SourceRevisions = std::map<size_t, std::string>;

/// Renders an Application as it is, with some of its sources at other revisions than their own: of
/// this repository, of one that was named with its folder, or of a chart. With a hydrator that is
/// its dry source. Throws Error.
DiffedObjects render_at(Session& session, const OpenedSide& side,
                        const DiffedApplication& application, const SourceRevisions& revisions,
                        LocalRender& out, Arena& arena);

/// The objects of a dump that the Application has or had: those of `wanted`, and those that it
/// marked.
DiffedObjects objects_of_dump(const SourceFile& file, const DiffedApplication& application,
                              const DiffedObjects& wanted, plan::LiveDump& out);

}  // namespace drydock::cli
