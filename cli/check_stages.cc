#include "cli/check_stages.h"

#include <algorithm>
#include <unordered_map>

#include "core/yaml/read.h"
#include "projects/render_fixes.h"
#include "schemas/catalog_file.h"
#include "schemas/kubernetes.h"
#include "validate/identity_check.h"
#include "validate/policy/run_policies.h"
#include "validate/schema_stage.h"
#include "validate/severities.h"

namespace drydock::cli {
namespace {

constexpr size_t kMaxValueNotes = 10;

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

validate::Waivable waivable(const Repository& repository, std::string_view rule) {
  using validate::Waivable;
  if (const Rule* known = find_rule(rule)) {
    bool about_rules = known->id.starts_with("waiver-") || known->id.starts_with("policy-");
    return about_rules ? Waivable::No : Waivable::Yes;
  }
  const validate::policy::Policy* policy =
      repository.policies ? repository.policies->find(rule) : nullptr;
  if (!policy) return Waivable::Unknown;
  return policy->waivable ? Waivable::Yes : Waivable::No;
}

}  // namespace

bool wanted(const std::vector<std::string>& stages, Stage stage) {
  return stages.empty() ||
         std::find(stages.begin(), stages.end(), stage_name(stage)) != stages.end();
}

void append(std::vector<Finding>& to, std::vector<Finding> from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

std::vector<Finding> outside_findings(const Repository& repository) {
  std::vector<Finding> findings;
  for (const Diagnostic& problem : repository.problems) {
    findings.push_back(make_finding(problem, "", {}));
    findings.back().fix = projects::fix_of_problem(problem);
  }
  return findings;
}

std::vector<Finding> rendered_findings(const validate::Fleet& fleet,
                                       const RenderedProject& rendered) {
  std::vector<Finding> findings;
  for (const Diagnostic& problem : rendered.problems) {
    findings.push_back(make_finding(problem, rendered.project->cluster, {rendered.project->name}));
    findings.back().fix = projects::fix_of_problem(problem);
  }
  append(findings, validate::check_identities(fleet, rendered));
  return findings;
}

std::vector<Finding> add_schema_files(const Repository& repository,
                                      validate::SchemaCatalog& catalog, Arena& arena) {
  std::vector<Finding> findings;
  for (const std::string& path : repository.settings.schemas) {
    read_schema_files(repository, path, catalog, arena, findings);
  }
  return findings;
}

const validate::policy::PolicySet& load_policies_of(Repository& repository) {
  namespace policy = validate::policy;
  if (!repository.policies) {
    repository.policies = policy::load_policies(
        *repository.files, policy::policy_sources(repository.settings, repository.settings_file));
  }
  return *repository.policies;
}

void check_policies(Repository& repository, const validate::Fleet& fleet,
                    const validate::Fleet* base, const CheckOptions& options, CheckRun& run) {
  namespace policy = validate::policy;
  policy::PolicyRun found =
      policy::run_policies(load_policies_of(repository), fleet, {base, options.now, options.jobs});
  append(run.findings, std::move(found.findings));
  run.matched = std::move(found.matched);
  run.printed = std::move(found.printed);
}

void inform_of_changed(const Repository& repository, const validate::Fleet& fleet,
                       const CheckOptions& options, CheckRun& run) {
  if (!repository.changed_policies) return;
  validate::policy::PolicyRun found = validate::policy::run_policies(
      *repository.changed_policies, fleet, {nullptr, options.now, options.jobs});
  for (Finding& finding : found.findings) {
    finding.diagnostic.severity = Severity::Info;
    finding.diagnostic.message += " (by the changed policy, which counts once it is merged)";
    run.findings.push_back(std::move(finding));
  }
}

void waive(const Repository& repository, const validate::Fleet& fleet, const CheckOptions& options,
           CheckRun& run, const std::vector<validate::AnnotatedWaiver>* annotated) {
  validate::WaiverOptions how;
  how.today = options.now / 86400;
  how.stages = options.stages;
  how.annotated = annotated;
  bool policies_ran = wanted(options.stages, Stage::Policy);
  how.rule = [&](std::string_view rule) {
    // Whether it is a policy's is not known where these were not loaded.
    if (!policies_ran && !find_rule(rule)) return validate::Waivable::Yes;
    return waivable(repository, rule);
  };
  validate::WaiverResult result = validate::apply_waivers(run.findings, fleet, how);
  run.annotated = std::move(result.annotated);
  run.waivers = std::move(result.of_finding);
  if (result.findings.empty()) return;
  // Sorted into the rest, with their waivers beside them.
  validate::override_severities(result.findings, repository.settings, repository.projects);
  for (Finding& finding : result.findings) {
    run.findings.push_back(std::move(finding));
    run.waivers.push_back(nullptr);
  }
}

void add_value_notes(const validate::Fleet& fleet, std::vector<Finding>& findings) {
  std::unordered_map<std::string_view, const RenderedProject*> charts;
  for (const RenderedProject& project : fleet.projects()) {
    if (!project.values.empty()) charts.emplace(project.project->name, &project);
  }
  if (charts.empty()) return;
  for (Finding& finding : findings) {
    std::vector<SourcePos> told;
    for (const std::string& name : finding.projects) {
      auto chart = charts.find(name);
      if (chart == charts.end() || told.size() == kMaxValueNotes) continue;
      SourcePos set = chart->second->values.find(finding.diagnostic.where);
      bool known = std::any_of(told.begin(), told.end(), [&](const SourcePos& other) {
        return other.file == set.file && other.line == set.line;
      });
      if (!set.file || known) continue;
      told.push_back(set);
      Diagnostic note;
      note.severity = Severity::Info;
      note.message = fmt::format("set in {}:{}", file_name(set.path()), set.line);
      note.where = set;
      finding.diagnostic.notes.push_back(std::move(note));
    }
  }
}

}  // namespace drydock::cli
