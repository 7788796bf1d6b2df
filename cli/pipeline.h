#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/arena.h"
#include "core/finding.h"
#include "core/rendered.h"
#include "core/settings.h"
#include "core/source_cache.h"
#include "core/tree_changes.h"
#include "projects/deployments.h"
#include "projects/render_cache.h"
#include "projects/render_project.h"
#include "report/model.h"
#include "validate/fleet.h"
#include "validate/foreign_changes.h"
#include "validate/policy/policy_set.h"

namespace drydock::cli {

inline constexpr std::string_view kSettingsName = "drydock.yaml";

/// Where what was rendered is kept between runs.
struct CacheFlags {
  std::string folder;  // empty: nowhere
  int max_mib = 1024;
};

void add_cache_flags(Flags& flags, CacheFlags& values);

struct OpenOptions {
  std::string kubernetes_version = {};  // of every cluster; empty: what the settings say
  CacheFlags cache = {};
  /// Whether definitions of Argo CD and Flux become projects: what holds them is rendered for that.
  bool definitions = true;
};

/// A repository as a run sees it. Everything else of the run points into it.
struct Repository {
  std::string folder;  // its root on disk, absolute
  OpenOptions options;
  std::unique_ptr<Tree> disk;  // what `tree` is made of, when it is not the folder as it is
  std::unique_ptr<Tree> tree;
  std::unique_ptr<SourceCache> files;
  std::unique_ptr<projects::RenderShared> shared;
  std::unique_ptr<projects::RenderCache> cache;  // null: nothing is kept between runs
  Arena arena;                                   // nodes of the settings
  Settings settings;
  const SourceFile* settings_file = nullptr;  // null: there is no drydock.yaml
  std::unique_ptr<projects::PathFilter> filter;
  std::unique_ptr<projects::SourceRepositories> sources;
  std::unique_ptr<projects::Deployments> deployments;  // null: definitions were not followed
  std::vector<Project> projects;
  std::vector<Diagnostic> problems;                       // of looking for projects, outside of any
  std::unique_ptr<validate::policy::PolicySet> policies;  // loaded when they are needed
  // With a base: policies that differ from the base's, to be run for information.
  std::unique_ptr<validate::policy::PolicySet> changed_policies;
};

/// The root for a start folder: the nearest folder upwards with drydock.yaml, else with .git, else
/// the start folder itself. Absolute; fails with `file-missing` when there is no such folder.
std::string find_root(const std::string& start);

/// For verbs that render nothing.
OpenOptions only_settings();

/// Opens the repository around the session's folder, reads its settings and finds its projects.
/// Prints what is wrong with drydock.yaml to the session's err; null then.
std::unique_ptr<Repository> open_repository(Session& session, const OpenOptions& options = {});
/// The same for another tree of it, such as a base revision.
std::unique_ptr<Repository> open_repository_tree(Session& session, const std::string& folder,
                                                 std::unique_ptr<Tree> tree,
                                                 const OpenOptions& options = {});
/// The same for a tree that differs from that of another repository in these files only, which are
/// read once for both. Both must outlive this one.
std::unique_ptr<Repository> open_similar_repository(Session& session, Repository& similar,
                                                    std::unique_ptr<Tree> tree,
                                                    std::span<const TreeChange> differences,
                                                    const OpenOptions& options = {});

/// What rendering projects of a repository takes. `shared` may be that of another one.
projects::RenderInput render_input(const Repository& repository, projects::RenderShared& shared);

/// Keeps the folder within its bounds.
void trim_cache(const Repository& repository, const CacheFlags& flags);

/// Renders every project, on the session's threads. Projects that fail have problems and fewer
/// objects. `step` is called when one is done.
std::vector<RenderedProject> render_projects(Repository& repository, int jobs,
                                             const std::function<void(size_t total)>& step = {});

struct CheckOptions {
  std::vector<std::string> stages;  // all when empty
  int64_t now = 0;                  // seconds since 1970: for waivers and policies
  int jobs = 0;
  const validate::Fleet* base = nullptr;
  SourceCache* base_files = nullptr;                // with a base
  std::vector<Finding> findings = {};               // that are there already
  const validate::ChangeRequest* change = nullptr;  // with a base
  bool plans = true;                                // with a base: say what is dangerous to apply
};

/// What checking gave. Findings point into the repository.
struct CheckRun {
  std::vector<Finding> findings;           // with severities as the settings say, sorted
  std::vector<const Waiver*> waivers;      // of each finding; null: it counts
  std::vector<size_t> matched;             // objects, by policy of the repository
  std::string printed;                     // by policies
  std::deque<Waiver> annotated;            // waivers that objects carry
  std::vector<report::ChangeRow> changes;  // what applying it would do, with a base
};

CheckRun check_projects(Repository& repository, const validate::Fleet& fleet,
                        const CheckOptions& options);

}  // namespace drydock::cli
