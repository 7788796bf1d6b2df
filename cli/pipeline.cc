#include "cli/pipeline.h"

#include <filesystem>
#include <ostream>

#include "core/error.h"
#include "core/excerpt.h"
#include "core/parallel_for.h"
#include "core/yaml/read.h"
#include "projects/discover.h"
#include "projects/read_settings.h"
#include "projects/render_project.h"
#include "schemas/catalog_file.h"
#include "schemas/kubernetes.h"
#include "validate/conflicts.h"
#include "validate/fleet.h"
#include "validate/identity_check.h"
#include "validate/schema_stage.h"
#include "validate/severities.h"
#include "validate/stray_definitions.h"

namespace drydock::cli {
namespace {

constexpr std::string_view kSettingsName = "drydock.yaml";

/// Reads drydock.yaml where there is one -> what is wrong with it.
std::vector<Diagnostic> read_settings_file(Repository& repository) {
  if (!repository.tree->kind(kSettingsName)) return {};
  repository.settings_file = &repository.files->read(kSettingsName);
  projects::ReadSettings read =
      projects::read_settings(*repository.settings_file, repository.arena);
  repository.settings = std::move(read.settings);
  return std::move(read.problems);
}

bool wanted(const std::vector<std::string>& stages, Stage stage) {
  return stages.empty() ||
         std::find(stages.begin(), stages.end(), stage_name(stage)) != stages.end();
}

void append(std::vector<Finding>& to, std::vector<Finding> from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

std::vector<Finding> render_findings(const Repository& repository, const validate::Fleet& fleet,
                                     int jobs) {
  std::vector<std::vector<Finding>> by_project(fleet.projects().size());
  parallel_for(by_project.size(), jobs, [&](size_t i) {
    const RenderedProject& rendered = fleet.projects()[i];
    for (const Diagnostic& problem : rendered.problems) {
      by_project[i].push_back(
          make_finding(problem, rendered.project->cluster, {rendered.project->name}));
    }
    append(by_project[i], validate::check_identities(fleet, rendered));
  });
  std::vector<Finding> findings;
  for (const Diagnostic& problem : repository.problems) {
    findings.push_back(make_finding(problem, "", {}));
  }
  for (std::vector<Finding>& part : by_project) append(findings, std::move(part));
  return findings;
}

/// The definitions and schemas of the folders and files that the settings name.
void read_schema_files(const Repository& repository, const std::string& path,
                       validate::SchemaCatalog& catalog, Arena& arena,
                       std::vector<Finding>& findings) {
  std::optional<EntryKind> kind = repository.tree->kind(path);
  if (!kind) {
    Diagnostic missing;
    missing.rule = "file-missing";
    missing.message = fmt::format("there is no {}, which `schemas` names", path);
    missing.where = {repository.settings_file};
    findings.push_back(make_finding(std::move(missing), "", {}));
    return;
  }
  if (*kind == EntryKind::Folder) {
    for (const TreeEntry& entry : repository.files->list(path)) {
      if (entry.kind == EntryKind::Symlink) continue;
      std::string below = path.empty() ? entry.name : fmt::format("{}/{}", path, entry.name);
      read_schema_files(repository, below, catalog, arena, findings);
    }
    return;
  }
  std::string on_disk = repository.folder + "/" + path;
  if (schemas::CatalogFile::is_catalog(on_disk)) return catalog.add_catalog_file(on_disk);
  bool is_document = path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".json");
  if (!is_document) return;
  YamlDocuments documents = read_yaml(repository.files->read(path), arena);
  for (const Node* root : documents.roots) {
    if (!root || !root->is_mapping()) continue;
    catalog.add_document(*root, path);
    append(findings, validate::check_definition(*root, schemas::kubernetes_api().newest()));
  }
  for (Diagnostic& problem : documents.problems) {
    findings.push_back(make_finding(std::move(problem), "", {}));
  }
}

std::vector<Finding> schema_findings(const Repository& repository, const validate::Fleet& fleet,
                                     int jobs) {
  std::vector<Finding> findings;
  Arena arena;
  validate::SchemaCatalog catalog;
  catalog.add_fleet(fleet);
  for (const std::string& path : repository.settings.schemas) {
    read_schema_files(repository, path, catalog, arena, findings);
  }
  const auto& ignored = repository.settings.ignore;
  for (const Node* definition :
       validate::add_stray_definitions(fleet, *repository.files, ignored, arena, catalog)) {
    append(findings, validate::check_definition(*definition, schemas::kubernetes_api().newest()));
  }
  append(findings, validate::check_schemas(fleet, catalog, jobs));
  return findings;
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
  return folder.string();
}

std::unique_ptr<Repository> open_repository(Session& session) {
  auto repository = std::make_unique<Repository>();
  repository->folder = find_root(session.flags.directory);
  repository->tree = open_disk_tree(repository->folder);
  repository->files = std::make_unique<SourceCache>(*repository->tree, session.sources);
  repository->shared = std::make_unique<projects::RenderShared>(session.sources);
  Excerpts excerpts;
  std::vector<Diagnostic> problems = read_settings_file(*repository);
  for (const Diagnostic& problem : problems) session.err << excerpts.describe(problem);
  if (!problems.empty()) return nullptr;

  projects::DiscoverOptions options;
  options.root_name = file_name(repository->folder);
  options.jobs = session.flags.jobs;
  projects::Discovery found = projects::discover(*repository->files, repository->settings, options);
  repository->projects = std::move(found.projects);
  repository->problems = std::move(found.problems);
  return repository;
}

std::vector<RenderedProject> render_projects(Repository& repository, int jobs) {
  return projects::render_projects(*repository.files, repository.projects, repository.settings,
                                   jobs, *repository.shared);
}

std::vector<Finding> check_projects(const Repository& repository,
                                    const std::vector<RenderedProject>& rendered,
                                    const std::vector<std::string>& stages, int jobs) {
  validate::Fleet fleet(rendered, repository.settings);
  std::vector<Finding> findings;
  if (wanted(stages, Stage::Render)) append(findings, render_findings(repository, fleet, jobs));
  if (wanted(stages, Stage::Conflict)) append(findings, validate::find_conflicts(fleet, jobs));
  if (wanted(stages, Stage::Schema)) append(findings, schema_findings(repository, fleet, jobs));
  validate::override_severities(findings, repository.settings, repository.projects);
  sort_findings(findings);
  return findings;
}

}  // namespace drydock::cli
