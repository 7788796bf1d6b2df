#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/pipeline.h"
#include "cli/server_judge.h"
#include "plan/side.h"
#include "validate/fleet.h"

namespace drydock::cli {

/// A repository that was rendered to be one side of a plan, or a folder of manifests.
struct OpenedSide {
  std::unique_ptr<Repository> repository;  // null for manifests
  std::vector<RenderedProject> rendered;
  std::unique_ptr<validate::Fleet> fleet;
  Settings no_settings;              // of manifests
  std::deque<Project> own_projects;  // of manifests
  plan::Side side;
  std::string kind;      // "git", "directory"
  std::string revision;  // of "git": the full commit id where it is known
};

/// The objects of a fleet, or of those of its projects that `takes` wants. Refers to the fleet.
plan::Side side_of(const validate::Fleet& fleet,
                   const std::function<bool(const RenderedProject&)>& takes = {});

/// Opens and renders a repository: a folder, or a revision of the repository that the session works
/// in ("" is its working folder). Problems of rendering go to the session's err; `failed` is then
/// set, since a plan from half a repository would delete the other half. Null, with the reasons
/// printed, when drydock.yaml is unusable. Throws Error when there is no such folder or revision.
std::unique_ptr<OpenedSide> open_side(Session& session, const std::string& place, bool& failed);
/// The same without a word about problems, which are in what was rendered.
std::unique_ptr<OpenedSide> open_unjudged_side(Session& session, const std::string& place);

/// An object as plans see it. Refers to its project, and to what was rendered.
plan::PlanObject plan_object(const validate::Fleet& fleet, const Project& project,
                             const Resource& resource);

/// A path of the command line, as if the program had been started in -C.
std::string below_start(const Session& session, const std::string& path);

/// Reads a file or folder of manifests as one project without a name.
std::unique_ptr<OpenedSide> read_manifests(Session& session, const std::string& path);

/// Takes the definitions among the objects of a side.
void add_definitions(const plan::Side& side, plan::Kinds& kinds, ServerJudge& judge);

}  // namespace drydock::cli
