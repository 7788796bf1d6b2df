#include "cli/kept_check.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "cli/check_stages.h"
#include "cli/planned_change.h"
#include "core/error.h"
#include "core/git/index_ids.h"
#include "core/pack.h"
#include "core/parallel_for.h"
#include "projects/project_notes.h"
#include "schemas/kubernetes.h"
#include "validate/admission_policies.h"
#include "validate/conflicts/find_conflicts.h"
#include "validate/schema_stage.h"
#include "validate/severities.h"
#include "validate/stray_definitions.h"

namespace drydock::cli {
namespace {

using validate::ProjectFacts;

/// Of everything in the repository that projects depend on beside files.
std::string settings_of(const Repository& repository) {
  PackWriter out;
  out.text(repository.options.kubernetes_version);
  if (repository.settings_file) out.text(repository.settings_file->text);
  return out.bytes();
}

/// Projects of a repository with what is known of them, and their objects once somebody asked.
class KeptProjects {
 public:
  KeptProjects(Repository& repository, int jobs)
      : repository_(repository),
        jobs_(jobs),
        ids_(*repository.files),
        own_facts_(repository.projects.size()),
        rendered_(repository.projects.size()),
        objects_(repository.projects.size()),
        is_known_(repository.projects.size()) {
    for (const Project& project : repository.projects) projects_.push_back(&project);
    for (ProjectFacts& facts : own_facts_) facts_.push_back(&facts);
    use_notes();
  }

  /// Those of a fleet, whose objects are there, with facts that are owned elsewhere.
  KeptProjects(Repository& repository, const validate::Fleet& fleet,
               std::span<ProjectFacts* const> facts, int jobs)
      : repository_(repository),
        jobs_(jobs),
        ids_(*repository.files),
        facts_(facts.begin(), facts.end()),
        is_known_(facts.size()),
        are_rendered_(true) {
    for (const RenderedProject& rendered : fleet.projects()) {
      projects_.push_back(rendered.project);
      objects_.push_back(&rendered);
    }
    for (size_t i = 0; i < facts.size(); ++i) is_known_[i] = !facts[i]->context.empty();
    use_notes();
  }

  size_t size() const { return facts_.size(); }
  const Project& project(size_t i) const { return *projects_[i]; }
  ProjectFacts& facts(size_t i) { return *facts_[i]; }
  const RenderedProject& rendered(size_t i) const { return *objects_[i]; }
  bool is_loaded(size_t i) const { return objects_[i] != nullptr; }
  /// Whether all objects are in memory from the beginning, and facts outlive the check.
  bool are_rendered() const { return are_rendered_; }
  bool has_notes() const { return notes_.has_value(); }
  projects::InputIds& ids() { return notes_ ? notes_->ids() : ids_; }
  std::vector<RenderedProject> take_rendered() { return std::move(rendered_); }
  std::vector<ProjectFacts> take_facts() { return std::move(own_facts_); }

  /// Reads what is kept -> of how many projects nothing is.
  size_t open() {
    parallel_for(size(), jobs_, [&](size_t i) {
      if (!is_known_[i]) read(i);
      if (!is_known_[i] && is_loaded(i)) learn(i);
    });
    return static_cast<size_t>(std::count(is_known_.begin(), is_known_.end(), 0));
  }

  /// Renders those.
  void load_unknown() {
    load([&](size_t i) { return !is_known_[i]; });
  }

  /// Makes the objects of some projects known.
  template <class Wanted>
  void load(Wanted wanted) {
    std::vector<size_t> missing;
    for (size_t i = 0; i < size(); ++i) {
      if (!is_loaded(i) && wanted(i)) missing.push_back(i);
    }
    projects::RenderInput input = render_input(repository_, *repository_.shared);
    parallel_for(missing.size(), jobs_, [&](size_t at) {
      size_t i = missing[at];
      rendered_[i] = projects::render_project(*repository_.files, project(i), input);
      objects_[i] = &rendered_[i];
      if (!is_known_[i]) learn(i);
    });
  }

  /// Some projects as a fleet.
  template <class Wanted>
  validate::Fleet only(Wanted wanted) {
    load(wanted);
    std::vector<const RenderedProject*> projects;
    for (size_t i = 0; i < size(); ++i) {
      if (wanted(i)) projects.push_back(objects_[i]);
    }
    return validate::Fleet(std::move(projects), repository_.settings);
  }

  /// With those without which their objects would be judged otherwise.
  template <class Wanted>
  validate::Fleet part(Wanted wanted) {
    size_t deployer = first_deployer();
    return only(
        [&](size_t i) { return i == deployer || !facts_[i]->traits.scopes.empty() || wanted(i); });
  }

  /// Keeps what is known now of a project whose objects are. `context`: that of other runs.
  void keep(size_t i, std::string context) {
    if (!notes_ || context.empty() || !may_be_kept(project(i))) return;
    ProjectFacts& facts = *facts_[i];
    std::swap(facts.context, context);
    std::optional<std::string> bytes = validate::pack_facts(
        facts, [&](const SourceFile& file) { return repository_.files->find(file.path) == &file; });
    std::swap(facts.context, context);
    if (bytes) notes_->keep(rendered(i), *bytes);
  }

 private:
  void use_notes() {
    if (repository_.options.cache.folder.empty()) return;
    notes_.emplace(repository_.options.cache.folder, *repository_.files, settings_of(repository_));
  }

  bool may_be_kept(const Project& project) const {
    const projects::Deployments* deployments = repository_.deployments.get();
    return !deployments || (deployments->may_be_kept(project) && !deployments->rendered(project));
  }

  void read(size_t i) {
    if (!notes_ || !may_be_kept(project(i))) return;
    std::optional<std::string> note = notes_->find(project(i));
    if (!note) return;
    try {
      *facts_[i] =
          validate::unpack_facts(*note, "note", [&](const std::string& path) -> const SourceFile& {
            return repository_.files->read(path);
          });
      is_known_[i] = 1;
    } catch (const Error&) {
      *facts_[i] = ProjectFacts();
    }
  }

  void learn(size_t i) {
    facts_[i]->traits = validate::project_traits(rendered(i), repository_.settings);
    is_known_[i] = 1;
  }

  size_t first_deployer() const {
    auto has = [](const ProjectFacts* facts) { return facts->traits.has_deployers; };
    auto at = std::find_if(facts_.begin(), facts_.end(), has);
    return static_cast<size_t>(at - facts_.begin());
  }

  Repository& repository_;
  int jobs_;
  projects::InputIds ids_;
  std::optional<projects::ProjectNotes> notes_;  // none without a cache
  std::vector<const Project*> projects_;
  std::vector<ProjectFacts> own_facts_;
  std::vector<ProjectFacts*> facts_;
  std::vector<RenderedProject> rendered_;        // here
  std::vector<const RenderedProject*> objects_;  // null: not loaded
  std::vector<char> is_known_;                   // not bool: many threads write it
  bool are_rendered_ = false;
};

/// The catalogue of custom kinds, with an id of all that is in it.
class KeptCatalog {
 public:
  KeptCatalog(Repository& repository, KeptProjects& projects)
      : repository_(repository), projects_(projects) {}

  void open() {
    for (size_t i = 0; i < projects_.size(); ++i) is_asked_ |= asks(i);
    if (is_asked_) add_projects();
    append(findings_, add_schema_files(repository_, catalog_, arena_));
    if (!is_asked_) return;
    add_strays();
    kept_id_ = find_id(false);
    id_ = projects_.are_rendered() ? find_id(true) : kept_id_;
  }

  const validate::SchemaCatalog& get() const { return catalog_; }
  bool asks(size_t i) const { return !projects_.facts(i).traits.custom_kinds.empty(); }
  /// Empty when that is not known.
  const std::string& id() const { return id_; }
  /// The same for what outlives this run.
  const std::string& kept_id() const { return kept_id_; }
  /// What is wrong with files of schemas.
  std::vector<Finding> take_findings() { return std::move(findings_); }

  /// What is wrong with the schemas that projects use.
  std::vector<Finding> used_findings() const {
    for (const validate::UsedKind& one : used_) catalog_.find(one.gvk, one.cluster);
    return validate::check_catalog(catalog_);
  }

 private:
  void add_projects() {
    auto defines = [&](size_t i) { return !projects_.facts(i).traits.definitions.empty(); };
    projects_.load(defines);
    std::vector<const RenderedProject*> holders;
    for (size_t i = 0; i < projects_.size(); ++i) {
      if (defines(i)) holders.push_back(&projects_.rendered(i));
    }
    catalog_.add_fleet(validate::Fleet(std::move(holders), repository_.settings));
  }

  void add_strays() {
    for (size_t i = 0; i < projects_.size(); ++i) {
      for (const auto& kind : projects_.facts(i).traits.custom_kinds) {
        used_.push_back({{kind.group, kind.version, kind.kind}, projects_.project(i).cluster});
      }
    }
    strays_ = validate::add_stray_definitions(used_, *repository_.files,
                                              repository_.settings.ignore, arena_, catalog_);
    for (const Node* definition : strays_) {
      append(findings_,
             validate::check_definition(*definition, schemas::kubernetes_api().newest()));
    }
  }

  std::string find_id(bool in_memory) {
    // Files of catalogues are in memory only while the check runs.
    if (in_memory && !repository_.settings.schemas.empty()) return "";
    PackWriter all;
    for (size_t i = 0; i < projects_.size(); ++i) {
      const std::string& definitions = projects_.facts(i).traits.definitions;
      if (definitions.empty()) continue;
      // Findings in memory may point into what this very rendering made.
      if (in_memory) {
        all.number(reinterpret_cast<uintptr_t>(projects_.rendered(i).set.resources.data()));
      }
      all.text(projects_.project(i).cluster);
      all.text(renderer_name(projects_.project(i).renderer));
      all.text(definitions);
    }
    try {
      for (const std::string& path : repository_.settings.schemas) {
        all.text(path);
        all.text(projects_.ids().of_all(path));
      }
    } catch (const Error&) {
      return "";
    }
    for (const Node* definition : strays_) {
      all.text(definition->file->path);
      all.number(definition->line);
      all.text(blob_id(definition->file->text));
    }
    return blob_id(all.bytes());
  }

  Repository& repository_;
  KeptProjects& projects_;
  Arena arena_;
  validate::SchemaCatalog catalog_;
  std::vector<validate::UsedKind> used_;
  std::vector<const Node*> strays_;
  std::vector<Finding> findings_;
  std::string id_, kept_id_;
  bool is_asked_ = false;
};

class KeptRun {
 public:
  KeptRun(Repository& repository, const CheckOptions& options)
      : repository_(repository),
        options_(options),
        projects_(repository, options.jobs),
        catalog_(repository, projects_) {}
  KeptRun(Repository& repository, const validate::Fleet& fleet,
          std::span<ProjectFacts* const> facts, const CheckOptions& options)
      : repository_(repository),
        options_(options),
        projects_(repository, fleet, facts, options.jobs),
        catalog_(repository, projects_),
        fleet_(&fleet) {}

  /// Nothing when more projects are unknown than `most_unknown`.
  std::optional<KeptCheck> run(size_t most_unknown = SIZE_MAX) {
    if (projects_.open() > most_unknown) return std::nullopt;
    projects_.load_unknown();
    if (runs(Stage::Schema)) catalog_.open();
    refresh();
    if (runs(Stage::Render)) add_rendered();
    if (runs(Stage::Conflict)) add_conflicts();
    if (runs(Stage::Schema)) add_schemas();
    if (runs(Stage::Policy)) add_policies();
    if (runs(Stage::Plan)) add_plan();
    finish();
    KeptCheck out;
    for (size_t i = 0; i < projects_.size(); ++i) {
      out.resources.push_back(projects_.facts(i).traits.resources);
    }
    out.rendered = projects_.take_rendered();
    out.facts = projects_.take_facts();
    out.run = std::move(run_);
    return out;
  }

 private:
  bool runs(Stage stage) const { return wanted(options_.stages, stage); }
  std::vector<Finding>& findings() { return run_.findings; }

  /// All that the facts of a project depend on beside its own objects; empty: nobody knows.
  std::string context_of(size_t i, const std::string& scopes, const std::string& catalog) const {
    bool asks = runs(Stage::Schema) && catalog_.asks(i);
    if (asks && catalog.empty()) return "";
    PackWriter out;
    out.text(scopes);
    for (Stage stage : {Stage::Render, Stage::Conflict, Stage::Schema}) out.flag(runs(stage));
    out.text(asks ? catalog : "");
    out.flag(asks && options_.base);
    return blob_id(out.bytes());
  }

  /// Finds out again what of a project has changed, or of what it depends on.
  void refresh() {
    std::string scopes;
    for (size_t i = 0; i < projects_.size(); ++i) scopes += projects_.facts(i).traits.scopes;
    std::vector<char> is_stale(projects_.size());
    for (size_t i = 0; i < projects_.size(); ++i) {
      std::string context = context_of(i, scopes, catalog_.id());
      ProjectFacts& facts = projects_.facts(i);
      is_stale[i] = context.empty() || facts.context != context;
      if (is_stale[i]) facts.context = std::move(context);
    }
    if (std::find(is_stale.begin(), is_stale.end(), 1) == is_stale.end()) return;
    validate::Fleet fleet = projects_.part([&](size_t i) { return is_stale[i] != 0; });
    bool looks_back = false;
    for (size_t i = 0; i < projects_.size(); ++i) looks_back |= is_stale[i] && catalog_.asks(i);
    validate::OldObjects old_objects(looks_back ? options_.base : nullptr);
    std::unordered_map<std::string_view, size_t> numbers;
    for (size_t i = 0; i < projects_.size(); ++i) numbers.emplace(projects_.project(i).name, i);
    parallel_for(fleet.projects().size(), options_.jobs, [&](size_t at) {
      size_t i = numbers.at(fleet.projects()[at].project->name);
      if (!is_stale[i]) return;
      find_facts(fleet, old_objects, static_cast<uint32_t>(at), projects_.facts(i));
      if (!projects_.has_notes() || (catalog_.asks(i) && options_.base)) return;
      projects_.keep(i, context_of(i, scopes, catalog_.kept_id()));
    });
  }

  void find_facts(const validate::Fleet& fleet, const validate::OldObjects& old_objects,
                  uint32_t at, ProjectFacts& facts) const {
    const RenderedProject& rendered = fleet.projects()[at];
    facts.marks = validate::mark_claims(fleet, at);
    facts.annotated = validate::annotated_waivers(fleet, rendered);
    if (runs(Stage::Render)) facts.render = rendered_findings(fleet, rendered);
    if (!runs(Stage::Schema)) return;
    facts.schema = validate::check_project_schemas(fleet, catalog_.get(), old_objects, rendered);
    facts.references = validate::collect_references(fleet, rendered);
  }

  void add_rendered() {
    findings() = options_.findings;
    append(findings(), outside_findings(repository_));
    for (size_t i = 0; i < projects_.size(); ++i) append(findings(), projects_.facts(i).render);
  }

  void add_conflicts() {
    std::vector<const validate::ClaimMarks*> marks;
    for (size_t i = 0; i < projects_.size(); ++i) marks.push_back(&projects_.facts(i).marks);
    std::vector<bool> contested = validate::find_contested(marks);
    if (std::find(contested.begin(), contested.end(), true) == contested.end()) return;
    validate::Fleet fleet = projects_.part([&](size_t i) { return contested[i]; });
    append(findings(), validate::find_conflicts(fleet, options_.jobs));
  }

  void add_schemas() {
    append(findings(), catalog_.take_findings());
    std::vector<validate::ReferencesOfProject> references;
    for (size_t i = 0; i < projects_.size(); ++i) {
      references.push_back({&projects_.project(i), &projects_.facts(i).references});
    }
    append(findings(), validate::check_references(references));
    add_admission();
    append(findings(), catalog_.used_findings());
    for (size_t i = 0; i < projects_.size(); ++i) append(findings(), projects_.facts(i).schema);
  }

  /// Policies of the API server are about all objects of their clusters.
  void add_admission() {
    std::set<std::string_view> clusters;
    for (size_t i = 0; i < projects_.size(); ++i) {
      if (projects_.facts(i).traits.binds_admission) clusters.insert(projects_.project(i).cluster);
    }
    if (clusters.empty()) return;
    validate::Fleet fleet =
        projects_.part([&](size_t i) { return clusters.contains(projects_.project(i).cluster); });
    append(findings(), validate::check_admission_policies(fleet, options_.jobs));
  }

  /// Policies may look at whatever object they like.
  void add_policies() {
    bool some = !load_policies_of(repository_).policies.empty();
    validate::Fleet fleet = projects_.only([&](size_t) { return some; });
    check_policies(repository_, fleet, options_.base, options_, run_);
  }

  /// What applying it does is known of all projects together only.
  void add_plan() {
    if (!options_.base || !options_.change || !fleet_) return;
    append(findings(), validate::find_foreign_changes(*options_.base, *fleet_, *options_.change));
    PlannedChange planned = plan_change(repository_, *options_.base, *fleet_, options_);
    append(findings(), std::move(planned.findings));
    run_.changes = std::move(planned.rows);
  }

  void finish() {
    validate::override_severities(findings(), repository_.settings, repository_.projects);
    validate::Fleet fleet = fleet_of_findings();
    add_value_notes(fleet, findings());
    sort_findings(findings());
    std::vector<validate::AnnotatedWaiver> annotated;
    for (size_t i = 0; i < projects_.size(); ++i) {
      const auto& more = projects_.facts(i).annotated;
      annotated.insert(annotated.end(), more.begin(), more.end());
    }
    waive(repository_, fleet, options_, run_, &annotated);
  }

  /// Projects whose objects are asked for by what was found: charts for the places of their values,
  /// and others by waivers of containers and fields.
  validate::Fleet fleet_of_findings() {
    std::set<std::string_view> rules;
    for (const Waiver& waiver : repository_.settings.waivers) {
      if (!waiver.container.empty() || !waiver.path.empty()) rules.insert(waiver.rule);
    }
    std::set<std::string_view> in_findings, to_waive;
    for (const Finding& finding : findings()) {
      bool waived = rules.contains(finding.diagnostic.rule);
      for (const std::string& name : finding.projects) {
        in_findings.insert(name);
        if (waived) to_waive.insert(name);
      }
    }
    auto is_asked = [&](size_t i) {
      const std::string& name = projects_.project(i).name;
      if (projects_.is_loaded(i) || to_waive.contains(name)) return true;
      return projects_.facts(i).traits.has_value_places && in_findings.contains(name);
    };
    return to_waive.empty() ? projects_.only(is_asked) : projects_.part(is_asked);
  }

  Repository& repository_;
  const CheckOptions& options_;
  KeptProjects projects_;
  KeptCatalog catalog_;
  const validate::Fleet* fleet_ = nullptr;  // of all projects, when their objects are there
  CheckRun run_;
};

}  // namespace

KeptCheck check_kept(Repository& repository, const CheckOptions& options) {
  return *KeptRun(repository, options).run();
}

std::optional<KeptCheck> check_mostly_kept(Repository& repository, const CheckOptions& options) {
  constexpr size_t kUnknownShare = 10;  // one project in so many
  constexpr size_t kFew = 4;
  size_t most_unknown = std::max(repository.projects.size() / kUnknownShare, kFew);
  return KeptRun(repository, options).run(most_unknown);
}

CheckRun check_again(Repository& repository, const validate::Fleet& fleet,
                     std::span<ProjectFacts* const> facts, const CheckOptions& options) {
  return KeptRun(repository, fleet, facts, options).run()->run;
}

}  // namespace drydock::cli
