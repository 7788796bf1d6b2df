#include "projects/flux/controller.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "core/error.h"
#include "core/kinds.h"
#include "core/pack.h"
#include "core/tree.h"
#include "overlays/path_text.h"
#include "projects/flux/build_kustomization.h"
#include "projects/flux/definition_checks.h"
#include "projects/flux/definitions.h"
#include "projects/flux/generate.h"
#include "projects/flux/held_project.h"
#include "projects/flux/node_text.h"
#include "projects/flux/places.h"
#include "projects/flux/render_release.h"
#include "projects/flux/source_finder.h"
#include "projects/render_chart.h"
#include "render/one_line.h"

namespace drydock::projects::flux {
namespace {

class FluxController : public Controller {
 public:
  explicit FluxController(ControllerInput input)
      : input_(input), finder_(input_.files, input_.repositories, definitions_) {}

  void read(const RenderedProject& rendered) override { definitions_.read(rendered); }
  std::vector<Project> take_projects(std::vector<Diagnostic>& problems) override;
  void render(const Project& project, RenderShared& shared, RenderedProject& out) const override;
  std::string render_key(const Project& project) const override;
  bool may_be_kept(const Project& project) const override;
  std::vector<CoveredPath> covered_paths(const Project& project) const override;
  void check(std::vector<Diagnostic>& problems) const override {
    check_definitions(definitions_, finder_, problems);
    check_image_markers(input_.files, definitions_.files(), definitions_.image_policies(),
                        problems);
  }

 private:
  const Definition* definition_of(const Project& project) const {
    auto at = by_node_.find(project.definition);
    return at == by_node_.end() ? nullptr : at->second;
  }
  bool fetch_chart(Place& place) const;
  Project give(Definition& definition);
  void read_left_out(const Place& place);
  Place place_of(const Definition& definition) const {
    return find_place(definition, definitions_, finder_);
  }
  std::vector<Definition*> ready();
  bool waits(const Definition& definition) const;

  /// What a Kustomization renders of this repository.
  struct Coverer {
    std::string path;
    bool below;  // with all below it
    const Definition* definition;
    bool itself = false;  // its own definition among it

    bool covers(std::string_view folder) const {
      return folder == path || (below && is_below(folder, path));
    }
  };
  std::vector<Coverer> coverers() const;
  static bool is_covered(const Definition& definition, const std::vector<Coverer>& coverers);
  void render_kustomization(const Definition& definition, const Place& place,
                            const Project& project, RenderShared& shared,
                            RenderedProject& out) const;
  void render_helm_release(const Definition& definition, const Place& place, const Project& project,
                           RenderShared& shared, RenderedProject& out) const;

  ControllerInput input_;
  Definitions definitions_;
  SourceFinder finder_;
  std::unordered_map<const Node*, const Definition*> by_node_;
  std::map<std::string, IgnorePatterns> left_out_;  // of sources here, by their keys
};

/// Whether a definition takes values from objects that are not there yet: they may come with what
/// others render.
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

/// The folder that decides who deploys a definition which was found by its files.
std::string_view folder_of(const Definition& definition) {
  const Project& holder = *definition.holder;
  bool is_plain = holder.renderer == Renderer::Plain || holder.renderer == Renderer::Auto;
  return is_plain ? parent_path(definition.node->where().path()) : std::string_view(holder.path);
}

std::vector<FluxController::Coverer> FluxController::coverers() const {
  std::vector<Coverer> found;
  for (const Definition& definition : definitions_.all()) {
    if (!definition.kustomization) continue;
    Place place = place_of(definition);
    if (!place.source.here || place.leaves_source) continue;
    Coverer coverer{std::move(place.path), false, &definition};
    coverer.below = !has_kustomization(input_.files, coverer.path);
    coverer.itself = !definition.holder->definition && coverer.covers(folder_of(definition));
    found.push_back(std::move(coverer));
  }
  return found;
}

/// Whether another Kustomization renders the definition. One that renders itself has to begin
/// somewhere.
bool FluxController::is_covered(const Definition& definition,
                                const std::vector<Coverer>& coverers) {
  const Project& holder = *definition.holder;
  if (holder.definition || holder.defined_at.file) return false;
  std::string_view folder = folder_of(definition);
  return std::any_of(coverers.begin(), coverers.end(), [&](const Coverer& coverer) {
    if (coverer.definition == &definition || !coverer.covers(folder)) return false;
    return definition.release || !coverer.itself;
  });
}

/// What can be rendered now. Definitions that were found in a folder which another Kustomization
/// deploys are left to that: only then they are as the cluster gets them. Which folders those are
/// is known when no Kustomization is left, so HelmReleases that were found by files come last.
std::vector<Definition*> FluxController::ready() {
  enum Turn { kRendered, kFound, kWaiting, kFoundReleases, kWaitingReleases, kTurns };
  std::vector<Definition*> turns[kTurns];
  std::vector<Definition*> left;
  std::vector<Coverer> all_coverers = coverers();
  bool any_given = false;
  for (Definition& definition : definitions_.all()) {
    any_given |= definition.given;
    if (definition.given || definition.dropped) continue;
    if (is_covered(definition, all_coverers)) {
      left.push_back(&definition);
      continue;
    }
    bool is_rendered = definition.holder->definition != nullptr;
    bool is_last = definition.release && !is_rendered;
    Turn turn = is_rendered ? kRendered : is_last ? kFoundReleases : kFound;
    if (waits(definition)) turn = is_last ? kWaitingReleases : kWaiting;
    turns[turn].push_back(&definition);
  }
  for (std::vector<Definition*>& turn : turns) {
    if (!turn.empty()) return std::move(turn);
  }
  // Folders that deploy each other in a circle, with nobody outside.
  if (!any_given) return left;
  for (Definition* definition : left) definition->dropped = true;
  return {};
}

/// What the source-controller leaves out of a source: `.sourceignore` files, `ignore` of the
/// source.
void FluxController::read_left_out(const Place& place) {
  auto [known, is_new] = left_out_.try_emplace(place.source.key);
  if (!is_new) return;
  IgnorePatterns& patterns = known->second;
  patterns.add_defaults();
  patterns.append(load_ignore_patterns(input_.files, place.source.root));
  if (!place.source.object) return;
  const Node* spec = place.source.object->node->find("spec");
  if (spec) patterns.add_lines(spec->text_of("ignore"), "");
}

Project FluxController::give(Definition& definition) {
  definition.given = true;
  by_node_[definition.node] = &definition;
  Place place = place_of(definition);
  std::string name = fmt::format("{}/{}", definition.namespace_name, definition.name);
  if (definition.release) name += "/release";
  Project project = held_project(*definition.holder, *definition.node, definition.id, name);
  if (place.source.here) {
    project.path = place.path;
    if (definition.kustomization) read_left_out(place);
  }
  const std::optional<KubeConfig>& config = definition.kustomization
                                                ? definition.kustomization->spec.kube_config
                                                : definition.release->spec.kube_config;
  if (config && config->secret) {
    project.cluster = config->secret->name.value;
    project.cluster_from.clear();
  }
  const Text& target = definition.kustomization ? definition.kustomization->spec.target_namespace
                                                : definition.release->spec.target_namespace;
  project.namespace_name =
      target.empty() ? std::string_view(definition.namespace_name) : target.value;
  project.why = fmt::format("the {} of Flux `{}`", definition.kind(), definition.name);
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

/// Warnings of a build, but for patches of the definition: those are often meant for whatever may
/// be there, and put there by the Kustomization above.
void add_warnings(const Definition& definition, std::vector<Diagnostic> warnings,
                  RenderedProject& out) {
  std::set<const SourceFile*> own = {definition.node->file};
  for (const InlinePatch& patch : definition.kustomization->spec.patches) {
    if (patch.node) own.insert(patch.node->file);
    if (patch.patch.node) own.insert(patch.patch.node->file);
  }
  for (Diagnostic& warning : warnings) {
    bool is_own = own.contains(warning.where.file);
    bool is_noise = warning.rule == "kustomization-deprecated" ||
                    (warning.rule == "overlay-no-match" && is_own);
    if (!is_noise) out.problems.push_back(std::move(warning));
  }
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
  auto left_out = left_out_.find(place.source.key);
  if (left_out != left_out_.end()) build.left_out = &left_out->second;
  build.source_root = place.source.root;
  std::vector<Diagnostic> warnings;
  build_kustomization(build, out.set, warnings);
  add_warnings(definition, std::move(warnings), out);
  if (unset.empty()) return;
  Diagnostic diagnostic;
  diagnostic.severity = Severity::Warning;
  diagnostic.rule = "flux-variable-unset";
  std::string names;
  for (const std::string& name : unset) names += names.empty() ? name : ", " + name;
  diagnostic.message =
      fmt::format("what the Kustomization `{}` applies reads variables that nothing sets: {}",
                  definition.name, names);
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
  if (place.chart) {
    input.chart_values = chart_values_of(*place.chart, files, [&](std::string_view entry) {
      return SourceFinder::resolve(place.source, entry);
    });
  }
  render_release(input, out);
}

/// Fetches a chart that is in no folder; false where that is not allowed, or nobody knows from
/// where.
bool FluxController::fetch_chart(Place& place) const {
  const SourceObject* object = place.source.object;
  if (!object || object->url.empty()) return false;
  std::string url = object->url, name, version;
  if (place.reference->kind.value == "HelmRepository" && place.chart) {
    name = place.chart->chart.value;
    version = place.chart->version.value;
  } else if (place.reference->kind.value == "OCIRepository" && !place.chart) {
    // The artifact of a release is a chart, whose name is the last part of the URL.
    const Node* spec = object->node->find("spec");
    const Node* ref = spec ? spec->find("ref") : nullptr;
    if (ref) version = ref->text_of(ref->text_of("semver").empty() ? "tag" : "semver");
    size_t slash = url.rfind('/');
    name = url.substr(slash + 1);
    url.resize(slash);
  } else {
    return false;
  }
  auto fetched = input_.repositories.fetch_chart(url, name, version);
  if (!fetched) return false;
  place.source.files = fetched->files;
  place.path = fetched->path;
  return true;
}

void FluxController::render(const Project& project, RenderShared& shared,
                            RenderedProject& out) const {
  const Definition* definition = definition_of(project);
  if (!definition) return;
  Place place = place_of(*definition);
  if (!place.source.files && !place.reference) return;
  try {
    if (!place.source.files && !fetch_chart(place)) {
      out.problems.push_back(finder_.missing(*place.reference, place.source, *definition));
    } else if (place.leaves_source) {
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
  key.text(node_text(*definition->node));
  key.text(project.cluster);
  key.text(place.source.key);
  key.text(place.source.object ? place.source.object->url : "");
  key.flag(place.source.here);
  key.text(place.path);
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

bool takes_from_secrets(const Definition& definition) {
  auto is_secret = [](const auto& reference) { return reference.kind.value == "Secret"; };
  if (definition.kustomization) {
    const auto& build = definition.kustomization->spec.post_build;
    return build && std::any_of(build->from.begin(), build->from.end(), is_secret);
  }
  const auto& from = definition.release->spec.values_from;
  return std::any_of(from.begin(), from.end(), is_secret);
}

bool FluxController::may_be_kept(const Project& project) const {
  const Definition* definition = definition_of(project);
  if (!definition) return true;
  Place place = place_of(*definition);
  return place.source.here && !takes_from_secrets(*definition);
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
