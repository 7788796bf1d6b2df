#include "projects/flux/controller.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "core/error.h"
#include "core/kinds.h"
#include "core/pack.h"
#include "core/suggest.h"
#include "core/tree.h"
#include "core/yaml/emit.h"
#include "overlays/path_text.h"
#include "projects/flux/build_kustomization.h"
#include "projects/flux/definition_checks.h"
#include "projects/flux/definitions.h"
#include "projects/flux/render_release.h"
#include "projects/flux/source_finder.h"
#include "projects/render_chart.h"
#include "render/one_line.h"

namespace drydock::projects::flux {
namespace {

constexpr std::string_view kKustomizationNames[] = {"kustomization.yaml", "kustomization.yml",
                                                    "Kustomization"};

/// Where a definition's files are: its folder or chart.
struct Place {
  FoundSource source;
  const SourceReference* reference = nullptr;
  const Node* path_node = nullptr;
  std::string path;
  bool leaves_source = false;
};

class FluxController : public Controller {
 public:
  explicit FluxController(ControllerInput input)
      : input_(input), finder_(input_.files, input_.repositories, definitions_) {}

  void read(const RenderedProject& rendered) override { definitions_.read(rendered); }
  std::vector<Project> take_projects(std::vector<Diagnostic>& problems) override;
  void render(const Project& project, RenderShared& shared, RenderedProject& out) const override;
  std::string render_key(const Project& project) const override;
  bool reads_elsewhere(const Project& project) const override;
  std::vector<CoveredPath> covered_paths(const Project& project) const override;
  void check(std::vector<Diagnostic>& problems) const override {
    check_definitions(definitions_, finder_, problems);
  }

 private:
  const Definition* definition_of(const Project& project) const {
    auto at = by_node_.find(project.definition);
    return at == by_node_.end() ? nullptr : at->second;
  }
  Project give(Definition& definition);
  Place place_of(const Definition& definition) const;
  Place chart_place(const Definition& definition) const;
  std::vector<Definition*> ready();
  bool waits(const Definition& definition) const;
  bool is_covered(const Project& holder, bool by_others) const;
  bool has_kustomization(const SourceCache& files, const std::string& folder) const;
  void render_kustomization(const Definition& definition, const Place& place, const Project& project,
                            RenderShared& shared, RenderedProject& out) const;
  void render_helm_release(const Definition& definition, const Place& place,
                           const Project& project, RenderShared& shared,
                           RenderedProject& out) const;

  ControllerInput input_;
  Definitions definitions_;
  SourceFinder finder_;
  std::unordered_map<const Node*, const Definition*> by_node_;
};

bool FluxController::has_kustomization(const SourceCache& files, const std::string& folder) const {
  return std::any_of(std::begin(kKustomizationNames), std::end(kKustomizationNames),
                     [&](std::string_view name) {
                       std::string path = overlays::join_paths(folder, name);
                       return files.tree().kind(path) == EntryKind::File;
                     });
}

Place FluxController::place_of(const Definition& definition) const {
  if (!definition.kustomization) return chart_place(definition);
  Place place;
  const KustomizationSpec& spec = definition.kustomization->spec;
  place.reference = &spec.source;
  place.path_node = spec.path.node;
  place.source = finder_.find(spec.source, definition);
  std::optional<std::string> path = path_in_source(spec.path.value);
  place.leaves_source = !path;
  place.path = path.value_or("");
  return place;
}

/// A chart of a source, or the one that an object of kind HelmChart names.
Place FluxController::chart_place(const Definition& definition) const {
  Place place;
  const HelmReleaseSpec& spec = definition.release->spec;
  const ChartTemplate* chart = definition.release->chart_template();
  if (!chart && !spec.chart_ref) return place;
  place.reference = chart ? &chart->source : &*spec.chart_ref;
  place.source = finder_.find(*place.reference, definition);
  if (!chart || !place.source.files) return place;
  place.path_node = chart->chart.node;
  std::optional<std::string> path = path_in_source(chart->chart.value);
  place.leaves_source = !path;
  if (!path) return place;
  ChartTemplate clean = *chart;
  clean.chart.value = *path;
  place.path = chart_in_folder("", clean, [&](const std::string& candidate) {
    return place.source.files->tree().kind(candidate).has_value();
  });
  return place;
}

/// Whether a definition takes values from objects that are not there yet, and somebody that it
/// depends on has still to be rendered.
bool FluxController::waits(const Definition& definition) const {
  const ValueObjects& objects = definitions_.objects(definition.cluster);
  auto lacks = [&](std::string_view kind, std::string_view name) {
    return !objects.find(kind, definition.namespace_name, name);
  };
  bool lacking = false;
  if (definition.kustomization && definition.kustomization->spec.post_build) {
    for (const SubstituteReference& from : definition.kustomization->spec.post_build->from) {
      lacking |= lacks(from.kind.value, from.name.value);
    }
  }
  if (definition.release) {
    for (const ValuesReference& from : definition.release->spec.values_from) {
      lacking |= lacks(from.kind.value, from.name.value);
    }
  }
  return lacking;
}

/// Whether a Kustomization renders the folder of a project that was found by its files. Those that
/// are among its own objects do not count as others.
bool FluxController::is_covered(const Project& holder, bool by_others) const {
  if (holder.definition || holder.defined_at.file) return false;
  for (const Definition& definition : definitions_.all()) {
    if (!definition.kustomization) continue;
    if (by_others && definition.holder == &holder) continue;
    Place place = place_of(definition);
    if (!place.source.here || place.leaves_source) continue;
    if (holder.path == place.path) return true;
    if (is_below(holder.path, place.path) && !has_kustomization(input_.files, place.path)) {
      return true;
    }
  }
  return false;
}

/// What can be rendered now. Definitions that were found in a folder which another Kustomization
/// deploys are left to that: only then they are as the cluster gets them.
std::vector<Definition*> FluxController::ready() {
  std::vector<Definition*> now;
  std::vector<Definition*> waiting;
  std::vector<Definition*> left;
  for (Definition& definition : definitions_.all()) {
    if (definition.given || definition.dropped) continue;
    if (is_covered(*definition.holder, definition.kustomization.has_value())) {
      left.push_back(&definition);
    } else if (waits(definition)) {
      waiting.push_back(&definition);
    } else {
      now.push_back(&definition);
    }
  }
  if (!now.empty()) return now;
  if (!waiting.empty()) return waiting;
  // Folders that deploy each other in a circle, with nobody outside.
  bool any_given = std::any_of(definitions_.all().begin(), definitions_.all().end(),
                               [](const Definition& d) { return d.given; });
  if (!any_given) return left;
  for (Definition* definition : left) definition->dropped = true;
  return {};
}

Project FluxController::give(Definition& definition) {
  definition.given = true;
  by_node_[definition.node] = &definition;
  Place place = place_of(definition);
  Project project;
  std::string where = definition.cluster == "default" ? "flux" : "flux/" + definition.cluster;
  project.name = fmt::format("{}/{}/{}", where, definition.namespace_name, definition.name);
  if (definition.release) project.name += "/release";
  if (place.source.here) project.path = place.path;
  project.renderer = Renderer::Flux;
  project.cluster = definition.cluster;
  project.cluster_from = definition.holder->cluster_from;
  project.owner = definition.holder->owner;
  project.severities = definition.holder->severities;
  project.parameters = definition.holder->parameters;
  const std::optional<KubeConfig>& config = definition.kustomization
                                                ? definition.kustomization->spec.kube_config
                                                : definition.release->spec.kube_config;
  if (config && config->secret) {
    project.cluster = config->secret->name.value;
    project.cluster_from.clear();
  }
  const Text& target = definition.kustomization ? definition.kustomization->spec.target_namespace
                                                : definition.release->spec.target_namespace;
  project.namespace_name = target.empty() ? std::string_view(definition.namespace_name)
                                          : target.value;
  project.why = fmt::format("the {} of Flux `{}`", definition.kind(), definition.name);
  project.defined_at = definition.node->where();
  project.definition = definition.node;
  project.definition_id = definition.id;
  project.defined_by = definition.holder->name;
  return project;
}

std::vector<Project> FluxController::take_projects(std::vector<Diagnostic>& problems) {
  for (Diagnostic& problem : definitions_.take_problems()) problems.push_back(std::move(problem));
  finder_.guess();
  std::vector<Definition*> taken = ready();
  std::sort(taken.begin(), taken.end(), [](const Definition* a, const Definition* b) {
    return std::tie(a->cluster, a->namespace_name, a->name, a->id) <
           std::tie(b->cluster, b->namespace_name, b->name, b->id);
  });
  std::vector<Project> projects;
  for (Definition* definition : taken) projects.push_back(give(*definition));
  return projects;
}

Diagnostic missing_path(const Definition& definition, const Place& place) {
  Diagnostic diagnostic;
  diagnostic.rule = "flux-path";
  diagnostic.where = (place.path_node ? *place.path_node : *definition.node).where();
  if (place.leaves_source) {
    diagnostic.message = fmt::format("the path of the {} `{}` leads out of its source",
                                     definition.kind(), definition.name);
    return diagnostic;
  }
  std::string help;
  std::string parent(parent_path(place.path));
  const Tree& tree = place.source.files->tree();
  std::vector<std::string> names;
  if (tree.kind(parent) == EntryKind::Folder) {
    for (const TreeEntry& entry : tree.list(parent)) names.push_back(entry.name);
    std::vector<std::string_view> known(names.begin(), names.end());
    help = did_you_mean(file_name(place.path), known);
  }
  diagnostic.message = fmt::format("the {} `{}` names {}, which its source {} does not have{}",
                                   definition.kind(), definition.name, place.path,
                                   place.source.key, help);
  return diagnostic;
}

void FluxController::render_kustomization(const Definition& definition, const Place& place,
                                          const Project&, RenderShared& shared,
                                          RenderedProject& out) const {
  SourceCache noting(*place.source.files, out.inputs);
  SourceCache& files = place.source.here ? noting : *place.source.files;
  if (files.tree().kind(place.path) != EntryKind::Folder) {
    out.problems.push_back(missing_path(definition, place));
    return;
  }
  std::set<std::string, std::less<>> unset;
  KustomizationBuild build{files, place.path, *definition.kustomization};
  build.options.parsed_files = &shared.parsed_files;
  build.objects = &definitions_.objects(definition.cluster);
  build.unset = &unset;
  std::vector<Diagnostic> warnings;
  build_kustomization(build, out.set, warnings);
  for (Diagnostic& warning : warnings) {
    if (warning.rule != "kustomization-deprecated") out.problems.push_back(std::move(warning));
  }
  if (unset.empty()) return;
  Diagnostic diagnostic;
  diagnostic.severity = Severity::Warning;
  diagnostic.rule = "flux-variable-unset";
  std::string names;
  for (const std::string& name : unset) names += names.empty() ? name : ", " + name;
  diagnostic.message = fmt::format(
      "what the Kustomization `{}` applies reads variables that nothing sets: {}", definition.name,
      names);
  diagnostic.where = definition.kustomization->spec.post_build->node->where();
  out.problems.push_back(std::move(diagnostic));
}

void FluxController::render_helm_release(const Definition& definition, const Place& place,
                                         const Project& project, RenderShared& shared,
                                         RenderedProject& out) const {
  SourceCache noting(*place.source.files, out.inputs);
  SourceCache& files = place.source.here ? noting : *place.source.files;
  if (!files.tree().kind(place.path)) {
    out.problems.push_back(missing_path(definition, place));
    return;
  }
  render::SeededRandom random(project.name);
  ReleaseInput input{files,
                     place.path,
                     *definition.release,
                     definitions_.objects(definition.cluster),
                     shared.charts,
                     shared.parsed_files,
                     kube_version_of(project, input_.settings)};
  input.environment.random = &random;
  input.check_values = true;
  render_release(input, out);
}

void FluxController::render(const Project& project, RenderShared& shared,
                            RenderedProject& out) const {
  const Definition* definition = definition_of(project);
  if (!definition) return;
  Place place = place_of(*definition);
  if (!place.source.files) {
    if (place.reference) {
      out.problems.push_back(finder_.missing(*place.reference, place.source, *definition));
    }
    return;
  }
  try {
    if (place.leaves_source) {
      out.problems.push_back(missing_path(*definition, place));
    } else if (definition->kustomization) {
      render_kustomization(*definition, place, project, shared, out);
    } else {
      render_helm_release(*definition, place, project, shared, out);
    }
  } catch (const Error& error) {
    out.set.resources.clear();  // half of it is none
    Diagnostic problem = error.diagnostic();
    problem.message = render::in_one_line(std::move(problem.message));
    if (!problem.where.file) problem.where = project.defined_at;
    out.problems.push_back(std::move(problem));
  }
}

std::string FluxController::render_key(const Project& project) const {
  const Definition* definition = definition_of(project);
  if (!definition) return {};
  Place place = place_of(*definition);
  PackWriter key;
  key.text(to_yaml(*definition->node, YamlDialect::Kustomize));
  key.text(project.cluster);
  key.text(place.source.key);
  key.text(place.source.object ? place.source.object->url : "");
  key.flag(place.source.here);
  const ValueObjects& objects = definitions_.objects(definition->cluster);
  auto add = [&](std::string_view kind, std::string_view name) {
    const ValueObject* object = objects.find(kind, definition->namespace_name, name);
    key.flag(object != nullptr);
    if (!object) return;
    for (const auto& [name_of_value, value] : object->data) {
      key.text(name_of_value);
      key.text(value);
    }
  };
  if (definition->kustomization && definition->kustomization->spec.post_build) {
    for (const auto& from : definition->kustomization->spec.post_build->from) {
      add(from.kind.value, from.name.value);
    }
  }
  if (definition->release) {
    for (const auto& from : definition->release->spec.values_from) {
      add(from.kind.value, from.name.value);
    }
  }
  return key.bytes();
}

bool FluxController::reads_elsewhere(const Project& project) const {
  const Definition* definition = definition_of(project);
  if (!definition) return false;
  Place place = place_of(*definition);
  return place.source.files && !place.source.here;
}

std::vector<CoveredPath> FluxController::covered_paths(const Project& project) const {
  const Definition* definition = definition_of(project);
  if (!definition) return {};
  Place place = place_of(*definition);
  if (!place.source.here || place.leaves_source) return {};
  bool below = definition->kustomization && !has_kustomization(input_.files, place.path);
  return {{place.path, below}};
}

}  // namespace

std::unique_ptr<Controller> make_flux_controller(ControllerInput input) {
  return std::make_unique<FluxController>(input);
}

}  // namespace drydock::projects::flux
