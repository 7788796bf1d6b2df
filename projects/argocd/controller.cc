#include "projects/argocd/controller.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/error.h"
#include "core/json/write.h"
#include "core/kinds.h"
#include "core/tree.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/application.h"
#include "projects/argocd/application_checks.h"
#include "projects/argocd/application_set.h"
#include "projects/argocd/definitions.h"
#include "projects/argocd/deployed.h"
#include "projects/argocd/project_rules.h"
#include "projects/argocd/repository_guess.h"
#include "projects/argocd/source_places.h"
#include "render/one_line.h"

namespace drydock::projects::argocd {
namespace {

ServerSettings given_settings(const ControllerInput& input, std::vector<Diagnostic>& problems) {
  if (input.argocd_config.empty()) return {};
  return read_given_settings(input.argocd_config, input.files.sources(), problems);
}

class ArgoCdController final : public Controller {
 public:
  explicit ArgoCdController(ControllerInput input)
      : input_(input),
        definitions_(input.settings, given_settings(input, problems_), input.files.sources()) {}

  void read(const RenderedProject& rendered) override;
  std::vector<Project> take_projects(std::vector<Diagnostic>& problems) override;
  void render(const Project& project, RenderShared& shared, RenderedProject& out) const override;
  std::string render_key(const Project& project) const override;
  bool may_be_kept(const Project& project) const override;
  std::vector<CoveredPath> covered_paths(const Project& project) const override;
  void check(std::vector<Diagnostic>& problems) const override;

 private:
  // Finding projects.
  void look_around();
  void expand_sets();
  void expand(const Definition& set);
  Project make_project(const Definition& application);
  void tell(Diagnostic problem);

  // Rendering them.
  const Deployed* deployed(const Project& project) const;
  SourcePlace place(SourceCache* here, std::string_view url, std::string_view chart,
                    std::string_view version) const;
  /// The folder of a source in this repository; nothing when it is elsewhere or not there.
  std::optional<std::string> folder_here(Value source) const;

  ControllerInput input_;
  std::vector<Diagnostic> problems_;  // before the definitions, which add to them
  Definitions definitions_;
  std::set<std::string> told_;
  bool looked_ = false;
  std::string home_ = "argocd";             // the namespace of Argo CD itself
  std::string guess_;                       // a URL that was taken for this repository's
  size_t taken_ = 0;                        // of the Applications
  std::map<std::string, size_t> expanded_;  // clusters that were known when a set was expanded
  std::map<const Node*, Deployed> deployed_;
  mutable GitListings listings_;
  mutable KeptTrees kept_;
};

/// Whether a generator, or one within it, lists the clusters.
bool asks_for_clusters(Value spec, int depth = 0) {
  for (Value generator : list_of(spec, "generators")) {
    if (field_of(generator, "clusters").is_map()) return true;
    for (std::string_view outer : {"matrix", "merge"}) {
      if (depth < 3 && asks_for_clusters(field_of(generator, outer), depth + 1)) return true;
    }
  }
  return false;
}

Diagnostic unknown_inventory(const Definition& set) {
  Diagnostic problem;
  problem.severity = Severity::Info;
  problem.rule = "argocd-inventory-unknown";
  problem.message = fmt::format(
      "the ApplicationSet {} asks for clusters, and the repository has no Secret of one", set.name);
  const Node* spec = set.node->find("spec");
  const Node* generators = spec ? spec->find("generators") : nullptr;
  problem.where = generators ? generators->where() : set.node->where();
  return problem;
}

/// Once: where Argo CD is, and which URL is that of this repository when Git's remotes do not say.
void ArgoCdController::look_around() {
  if (looked_ || (definitions_.applications().empty() && definitions_.sets().empty())) return;
  looked_ = true;
  home_ = definitions_.home_namespace();
  guess_ = guess_repository(definitions_, input_).value_or("");
  if (!guess_.empty()) input_.repositories.add_here(guess_);
}

void ArgoCdController::tell(Diagnostic problem) {
  std::string key = fmt::format("{} {} {} {}", problem.rule, problem.message, problem.where.path(),
                                problem.where.line);
  if (told_.insert(std::move(key)).second) problems_.push_back(std::move(problem));
}

void ArgoCdController::expand(const Definition& set) {
  GeneratorWorld world;
  world.argocd_namespace = home_;
  world.clusters = definitions_.clusters(set.cluster);
  size_t& seen = expanded_[set.key()];
  if (seen == world.clusters.size() + 1) return;
  seen = world.clusters.size() + 1;
  world.listings = &listings_;
  ServerSettings server = definitions_.server_settings(set.cluster);
  world.new_git_file_globbing = server.new_git_file_globbing;
  world.has_own_cluster = server.has_own_cluster;
  world.repository = [this](std::string_view url) -> SourceCache& {
    return *place(nullptr, url, "", "").files;
  };
  GeneratedApplications generated =
      generate_applications(set.value, set.node, world, definitions_.arena());
  for (Diagnostic& problem : generated.problems) {
    if (!problem.where.file) problem.where = set.node->where();
  }
  check_placeholders(set, generated.applications, generated.problems);
  if (world.clusters.empty() && asks_for_clusters(field_of(set.value, "spec"))) {
    // What the labels of unknown clusters would fill is nobody's fault.
    std::erase_if(generated.applications,
                  [](Value application) { return !unfilled_placeholder(application).empty(); });
    generated.problems = {unknown_inventory(set)};
  }
  for (Diagnostic& problem : generated.problems) tell(std::move(problem));
  for (Value application : generated.applications) {
    Definition made;
    made.cluster = set.cluster;
    made.namespace_name = set.namespace_name;
    made.name = text_of(field_of(application, "metadata"), "name");
    made.holder = set.holder;
    made.value = application;
    made.made_by = set.name;
    made.node = make_nodes(application, *set.node, input_.files.sources(), definitions_.arena());
    definitions_.add_application(std::move(made));
  }
}

/// Sets in the order of their names; those that were expanded before the last cluster was known
/// once more.
void ArgoCdController::expand_sets() {
  std::vector<const Definition*> sets = definitions_.sets();
  std::sort(sets.begin(), sets.end(),
            [](const Definition* a, const Definition* b) { return a->key() < b->key(); });
  for (const Definition* set : sets) expand(*set);
}

Project ArgoCdController::make_project(const Definition& application) {
  Deployed& made = deployed_[application.node];
  made.definition = &application;
  made.destination = destination_of(application, definitions_, input_.settings);
  made.server = definitions_.server_settings(application.cluster);
  std::string_view app_project = text_of(field_of(application.value, "spec"), "project");
  Project project;
  std::string_view place = application.namespace_name;
  bool usual = place.empty() || place == home_;
  project.name = usual ? fmt::format("argocd/{}", application.name)
                       : fmt::format("argocd/{}/{}", place, application.name);
  project.renderer = Renderer::ArgoCd;
  project.cluster = made.destination.cluster.empty() ? "default" : made.destination.cluster;
  project.namespace_guessed = made.destination.namespace_name.empty();
  if (!project.namespace_guessed) project.namespace_name = made.destination.namespace_name;
  if (app_project != "default") project.owner = app_project;
  project.definition = application.node;
  project.definition_id = format_resource_id("argoproj.io", "Application",
                                             application.namespace_name, application.name);
  project.defined_by = application.holder;
  project.defined_at = application.node->where();
  project.path = std::string(project.defined_at.path());
  project.why = application.made_by.empty()
                    ? std::string("an Argo CD Application")
                    : fmt::format("an Application of the ApplicationSet {}", application.made_by);
  Arena scratch;
  bool by_guess = false;
  for (Value source : sources_of(application.value, scratch)) {
    std::optional<std::string> folder = folder_here(source);
    if (!folder) continue;
    if (!guess_.empty()) {
      by_guess = SourceRepositories::normalized(text_of(source, "repoURL")) == guess_;
    }
    project.path = *folder;
    break;
  }
  if (by_guess) {
    project.why +=
        fmt::format(", where {} is taken for this repository, which has its paths", guess_);
  }
  return project;
}

void ArgoCdController::read(const RenderedProject& rendered) {
  auto own = deployed_.find(rendered.project->definition);
  if (own != deployed_.end()) own->second.rendered = &rendered;
  definitions_.read(rendered, problems_);
}

std::vector<Project> ArgoCdController::take_projects(std::vector<Diagnostic>& problems) {
  look_around();
  expand_sets();
  std::vector<const Definition*> fresh(
      definitions_.applications().begin() + static_cast<std::ptrdiff_t>(taken_),
      definitions_.applications().end());
  taken_ = definitions_.applications().size();
  std::sort(fresh.begin(), fresh.end(),
            [](const Definition* a, const Definition* b) { return a->key() < b->key(); });
  std::vector<Project> projects;
  for (const Definition* application : fresh) projects.push_back(make_project(*application));
  for (Diagnostic& problem : problems_) problems.push_back(std::move(problem));
  problems_.clear();
  return projects;
}

const Deployed* ArgoCdController::deployed(const Project& project) const {
  auto found = deployed_.find(project.definition);
  return found == deployed_.end() ? nullptr : &found->second;
}

SourcePlace ArgoCdController::place(SourceCache* here, std::string_view url, std::string_view chart,
                                    std::string_view version) const {
  std::optional<SourcePlace> found = find_source(input_.repositories, url, chart, version);
  if (!found) throw Error(unknown_source(url, chart));
  // What is read of this repository is noted.
  if (here && found->files == &input_.files) found->files = here;
  return *found;
}

std::optional<std::string> ArgoCdController::folder_here(Value source) const {
  if (!input_.repositories.is_here(text_of(source, "repoURL"))) return std::nullopt;
  std::string_view path = text_of(source, "path");
  if (path.empty() || path.starts_with('/')) return std::nullopt;
  std::optional<std::string> clean = join_path("", path);
  if (!clean || input_.files.tree().kind(*clean) != EntryKind::Folder) return std::nullopt;
  return clean;
}

/// What Argo CD's settings tell it to leave alone is not deployed, whatever the source has.
void leave_out_excluded(const Deployed& deployed, RenderedProject& out) {
  std::erase_if(out.set.resources, [&](const Resource& resource) {
    const Gvk& gvk = resource.gvk;
    bool is_left_out =
        deployed.server.leaves_out(gvk.group, gvk.kind, deployed.destination.named.server);
    if (!is_left_out) return false;
    Diagnostic& problem = out.problems.emplace_back();
    problem.severity = Severity::Warning;
    problem.rule = "argocd-excluded";
    problem.message =
        fmt::format("Argo CD does not deploy the {} {}: its settings exclude the kind{}", gvk.kind,
                    resource.name, gvk.group.empty() ? "" : fmt::format(" of {}", gvk.group));
    problem.where = resource.root->where();
    return true;
  });
}

void ArgoCdController::render(const Project& project, RenderShared& shared,
                              RenderedProject& out) const {
  const Deployed* found = deployed(project);
  if (!found) return;
  SourceCache here(input_.files, out.inputs);
  ApplicationWorld world;
  world.repository = [&](std::string_view url, std::string_view chart, std::string_view version) {
    return place(&here, url, chart, version);
  };
  world.listings = &listings_;
  world.argocd_namespace = home_;
  world.kube_version = found->destination.kube_version;
  world.api_versions = found->destination.api_versions;
  world.server = &found->server;
  world.drops_empty_sections = true;
  world.parsed_files = &shared.parsed_files;
  world.charts = &shared.charts;
  world.kept = &kept_;
  ApplicationObjects objects{out};
  try {
    render_application(found->definition->value, found->definition->node, world, objects);
  } catch (const Error& error) {
    out.set.resources.clear();  // half an Application is none
    Diagnostic problem = error.diagnostic();
    problem.message = render::in_one_line(std::move(problem.message));
    if (!problem.where.file) problem.where = project.defined_at;
    out.problems.push_back(std::move(problem));
  }
  leave_out_excluded(*found, out);
}

std::string ArgoCdController::render_key(const Project& project) const {
  const Deployed* found = deployed(project);
  if (!found) return {};
  std::string key = to_json(found->definition->value);
  key += found->destination.kube_version + "\n" + found->server.render_key();
  for (const std::string& version : found->destination.api_versions) key += "\n" + version;
  Arena scratch;
  for (Value source : sources_of(found->definition->value, scratch)) {
    key += input_.repositories.is_here(text_of(source, "repoURL")) ? "\nhere" : "\nelsewhere";
  }
  return key;
}

bool ArgoCdController::may_be_kept(const Project& project) const {
  const Deployed* found = deployed(project);
  if (!found) return true;
  Arena scratch;
  std::vector<Value> sources = sources_of(found->definition->value, scratch);
  return std::all_of(sources.begin(), sources.end(), [&](Value source) {
    return input_.repositories.is_here(text_of(source, "repoURL"));
  });
}

std::vector<CoveredPath> ArgoCdController::covered_paths(const Project& project) const {
  const Deployed* found = deployed(project);
  std::vector<CoveredPath> paths;
  if (!found) return paths;
  Arena scratch;
  for (Value source : sources_of(found->definition->value, scratch)) {
    std::optional<std::string> folder = folder_here(source);
    if (!folder) continue;
    try {
      SourceType type = type_of_source(source, input_.files, *folder, true, found->server);
      bool below =
          type == SourceType::Plugin ||
          (type == SourceType::Directory && flag_of(field_of(source, "directory"), "recurse"));
      paths.push_back({*folder, below});
    } catch (const Error&) {
      // Rendering tells what is wrong with it.
    }
  }
  return paths;
}

void ArgoCdController::check(std::vector<Diagnostic>& all_problems) const {
  std::vector<Diagnostic> problems;
  const ServerSettings any;
  auto is_chart = [&](Value source) {
    if (!text_of(source, "chart").empty() || field_of(source, "helm").is_map()) return true;
    std::optional<std::string> folder = folder_here(source);
    try {
      return folder && type_of_source(source, input_.files, *folder, true, any) == SourceType::Helm;
    } catch (const Error&) {
      return false;
    }
  };
  for (const Definition* project : definitions_.app_projects()) {
    std::string fault = project_problem(project->value);
    if (fault.empty()) continue;
    Diagnostic& problem = problems.emplace_back();
    problem.rule = "argocd-definition";
    problem.message = fmt::format("the AppProject {} is refused: {}", project->name, fault);
    problem.where = project->node->where();
  }
  DeployedWorld world{definitions_, home_,
                      [this](std::string_view url) { return input_.repositories.is_here(url); },
                      [this](Value source) { return folder_here(source); }};
  check_cycles(definitions_, problems);
  check_doubles(definitions_, is_chart, problems);
  for (const Definition* application : definitions_.applications()) {
    auto found = deployed_.find(application->node);
    if (found != deployed_.end()) check_deployed(found->second, world, problems);
  }
  merge_repeated(problems);
  for (Diagnostic& problem : problems) all_problems.push_back(std::move(problem));
}

}  // namespace
}  // namespace drydock::projects::argocd

namespace drydock::projects {

std::unique_ptr<Controller> make_argocd_controller(ControllerInput input) {
  return std::make_unique<argocd::ArgoCdController>(input);
}

}  // namespace drydock::projects
