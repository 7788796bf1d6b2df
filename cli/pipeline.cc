#include "cli/pipeline.h"

#include <filesystem>
#include <ostream>

#include "cli/argocd_config.h"
#include "cli/check_stages.h"
#include "cli/planned_change.h"
#include "cli/source_downloads.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/git/outside_files.h"
#include "core/git/remotes.h"
#include "core/parallel_for.h"
#include "projects/discover.h"
#include "projects/read_settings.h"
#include "projects/render_project.h"
#include "schemas/kubernetes.h"
#include "validate/conflicts/find_conflicts.h"
#include "validate/fleet.h"
#include "validate/schema_stage.h"
#include "validate/severities.h"
#include "validate/stray_definitions.h"

namespace drydock::cli {
namespace {

/// Reads drydock.yaml where there is one -> what is wrong with it.
std::vector<Diagnostic> read_settings_file(Repository& repository) {
  if (!repository.tree->kind(kSettingsName)) return {};
  repository.settings_file = &repository.files->read(kSettingsName);
  projects::ReadSettings read =
      projects::read_settings(*repository.settings_file, repository.arena);
  repository.settings = std::move(read.settings);
  return std::move(read.problems);
}

/// Git's own test: it holds a HEAD, objects and refs.
bool is_bare_repository(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::is_regular_file(folder / "HEAD", error) &&
         std::filesystem::is_directory(folder / "objects", error) &&
         std::filesystem::is_directory(folder / "refs", error);
}

}  // namespace

std::string find_root(const std::string& start) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::path folder = fs::canonical(start.empty() ? "." : start, error);
  if (error || !fs::is_directory(folder, error)) {
    fail("file-missing", fmt::format("there is no folder {}", start));
  }
  for (std::string_view mark : {kSettingsName, std::string_view(".git")}) {
    for (fs::path at = folder;; at = at.parent_path()) {
      if (fs::exists(at / mark, error)) return at.string();
      if (at == at.root_path()) break;
    }
  }
  if (is_bare_repository(folder)) {
    fail("git-repository",
         fmt::format("{} is a bare repository, which has no files: check a clone of it, or a "
                     "worktree (git worktree add FOLDER)",
                     folder.string()));
  }
  return folder.string();
}

OpenOptions only_settings() {
  OpenOptions options;
  options.definitions = false;
  return options;
}

std::unique_ptr<Repository> open_repository(Session& session, const OpenOptions& options) {
  std::string folder = find_root(session.flags.directory);
  // What is kept between runs is known again by the ids that Git has of files.
  std::unique_ptr<Tree> tree =
      options.cache.folder.empty() ? open_disk_tree(folder) : open_work_tree(folder);
  Tree::Changes left_out = files_left_out(*tree, folder);
  if (left_out.empty()) return open_repository_tree(session, folder, std::move(tree), options);
  session.err << fmt::format("note: {} files are not in this sparse checkout, read from HEAD\n",
                             left_out.size());
  std::unique_ptr<Tree> whole = Tree::with_changes(*tree, std::move(left_out), folder);
  std::unique_ptr<Repository> repository =
      open_repository_tree(session, folder, std::move(whole), options);
  if (repository) repository->disk = std::move(tree);
  return repository;
}

namespace {

/// As if every cluster ran that version.
void set_target(Settings& settings, const std::string& version) {
  if (version.empty()) return;
  if (!schemas::kubernetes_api().nearest_release(version)) {
    fail("", fmt::format("`{}` is no version of Kubernetes; give one like 1.34", version));
  }
  settings.kubernetes_version = version;
  for (ClusterSettings& cluster : settings.clusters) cluster.kubernetes_version = version;
}

/// From now on, what has not changed is taken from the folder, and what is rendered goes there.
void use_cache(Repository& repository, const CacheFlags& flags) {
  if (flags.folder.empty()) return;
  std::string_view settings =
      repository.settings_file ? std::string_view(repository.settings_file->text) : "";
  repository.cache =
      std::make_unique<projects::RenderCache>(flags.folder, *repository.files, settings);
  repository.shared->cache = repository.cache.get();
}

/// The sources of the settings, and those of the flags over them.
std::vector<std::pair<std::string, std::string>> source_folders(const Session& session,
                                                                const Settings& settings) {
  std::vector<std::pair<std::string, std::string>> folders = settings.sources;
  for (const std::string& flag : session.flags.sources) {
    size_t equals = flag.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == flag.size()) {
      fail("", fmt::format("--source {}: give a URL and a folder, as in "
                           "--source https://git.example.com/charts.git=../charts",
                           flag));
    }
    std::string folder = std::filesystem::absolute(flag.substr(equals + 1)).string();
    folders.emplace_back(flag.substr(0, equals), std::move(folder));
  }
  return folders;
}

void follow_definitions(Session& session, Repository& repository, projects::Discovery& found,
                        projects::Deployments::Similar similar) {
  if (found.holders.empty()) return;
  repository.sources = std::make_unique<projects::SourceRepositories>(
      *repository.files, remote_urls(repository.folder),
      source_folders(session, repository.settings), repository.folder);
  if (session.flags.allow_network) {
    repository.sources->fetch_charts_with(chart_fetcher(session));
  }
  std::vector<const SourceFile*> argocd_config = argocd_config_files(session);
  projects::ControllerInput input{*repository.files, *repository.sources, repository.settings,
                                  argocd_config};
  repository.deployments = std::make_unique<projects::Deployments>(
      *repository.files, repository.settings, *repository.shared, projects::make_controllers(input),
      similar);
  repository.deployments->follow(found, session.flags.jobs);
}

/// Null, with the reasons printed, when drydock.yaml is unusable.
std::unique_ptr<Repository> finish_opening(Session& session, std::unique_ptr<Repository> repository,
                                           const OpenOptions& options,
                                           projects::Deployments::Similar similar = {}) {
  repository->shared = std::make_unique<projects::RenderShared>(session.sources);
  Excerpts excerpts;
  std::vector<Diagnostic> problems = read_settings_file(*repository);
  for (const Diagnostic& problem : problems) session.err << excerpts.describe(problem);
  if (!problems.empty()) return nullptr;
  repository->options = options;
  set_target(repository->settings, options.kubernetes_version);
  use_cache(*repository, options.cache);
  repository->filter = std::make_unique<projects::PathFilter>(repository->settings);

  projects::DiscoverOptions how;
  how.root_name = file_name(repository->folder);
  how.jobs = session.flags.jobs;
  projects::Discovery found = projects::discover(*repository->files, repository->settings, how);
  if (options.definitions) follow_definitions(session, *repository, found, similar);
  repository->projects = std::move(found.projects);
  repository->problems = std::move(found.problems);
  return repository;
}

}  // namespace

std::unique_ptr<Repository> open_repository_tree(Session& session, const std::string& folder,
                                                 std::unique_ptr<Tree> tree,
                                                 const OpenOptions& options) {
  auto repository = std::make_unique<Repository>();
  repository->folder = folder;
  repository->tree = std::move(tree);
  repository->files = std::make_unique<SourceCache>(*repository->tree, session.sources);
  return finish_opening(session, std::move(repository), options);
}

std::unique_ptr<Repository> open_similar_repository(Session& session, Repository& similar,
                                                    std::unique_ptr<Tree> tree,
                                                    std::span<const TreeChange> differences,
                                                    const OpenOptions& options) {
  std::set<std::string, std::less<>> different;
  for (const TreeChange& change : differences) different.insert(change.path);
  auto repository = std::make_unique<Repository>();
  repository->folder = similar.folder;
  repository->tree = std::move(tree);
  repository->files =
      std::make_unique<SourceCache>(*repository->tree, *similar.files, std::move(different));
  OpenOptions alike = options;
  alike.kubernetes_version = similar.options.kubernetes_version;
  return finish_opening(session, std::move(repository), alike,
                        {similar.deployments.get(), differences});
}

projects::RenderInput render_input(const Repository& repository, projects::RenderShared& shared) {
  return {*repository.filter, repository.settings, shared, repository.deployments.get()};
}

void add_cache_flags(Flags& flags, CacheFlags& values) {
  flags
      .text("--cache", values.folder,
            "keep what is rendered in a folder, and take what has not changed from there")
      .value_name("DIR");
  flags.number("--cache-size", values.max_mib, "of that folder at the end, in MiB; default: 1024")
      .value_name("MIB")
      .between(1, 1 << 20);
}

void trim_cache(const Repository& repository, const CacheFlags& flags) {
  if (repository.cache) repository.cache->trim(static_cast<uint64_t>(flags.max_mib) << 20);
}

std::vector<RenderedProject> render_projects(Repository& repository, int jobs,
                                             const std::function<void(size_t)>& step) {
  return projects::render_projects(*repository.files, repository.projects,
                                   render_input(repository, *repository.shared), jobs, step);
}

namespace {

std::vector<Finding> render_findings(const Repository& repository, const validate::Fleet& fleet,
                                     int jobs) {
  std::vector<std::vector<Finding>> by_project(fleet.projects().size());
  parallel_for(by_project.size(), jobs,
               [&](size_t i) { by_project[i] = rendered_findings(fleet, fleet.projects()[i]); });
  std::vector<Finding> findings = outside_findings(repository);
  for (std::vector<Finding>& part : by_project) append(findings, std::move(part));
  return findings;
}

std::vector<Finding> schema_findings(const Repository& repository, const validate::Fleet& fleet,
                                     const validate::Fleet* base, int jobs) {
  std::vector<Finding> findings;
  Arena arena;
  validate::SchemaCatalog catalog;
  catalog.add_fleet(fleet);
  append(findings, add_schema_files(repository, catalog, arena));
  const auto& ignored = repository.settings.ignore;
  for (const Node* definition :
       validate::add_stray_definitions(fleet, *repository.files, ignored, arena, catalog)) {
    append(findings, validate::check_definition(*definition, schemas::kubernetes_api().newest()));
  }
  append(findings, validate::check_schemas(fleet, catalog, jobs, base));
  return findings;
}

}  // namespace

CheckRun check_projects(Repository& repository, const validate::Fleet& fleet,
                        const CheckOptions& options) {
  const validate::Fleet* base = options.base;
  auto runs = [&](Stage stage) { return wanted(options.stages, stage); };
  CheckRun run;
  if (runs(Stage::Render)) {
    run.findings = options.findings;
    append(run.findings, render_findings(repository, fleet, options.jobs));
  }
  if (runs(Stage::Conflict)) {
    append(run.findings, validate::find_conflicts(fleet, options.jobs));
  }
  if (runs(Stage::Schema)) {
    append(run.findings, schema_findings(repository, fleet, base, options.jobs));
  }
  if (runs(Stage::Policy)) check_policies(repository, fleet, base, options, run);
  if (base && options.change && runs(Stage::Plan)) {
    append(run.findings, validate::find_foreign_changes(*base, fleet, *options.change));
    if (options.plans) {
      PlannedChange planned = plan_change(repository, *base, fleet, options);
      append(run.findings, std::move(planned.findings));
      run.changes = std::move(planned.rows);
    }
  }
  validate::override_severities(run.findings, repository.settings, repository.projects);
  if (runs(Stage::Policy)) inform_of_changed(repository, fleet, options, run);
  add_value_notes(fleet, run.findings);
  sort_findings(run.findings);
  waive(repository, fleet, options, run);
  return run;
}

}  // namespace drydock::cli
