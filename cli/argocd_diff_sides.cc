#include "cli/argocd_diff_sides.h"

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <set>

#include "cli/argocd_config.h"
#include "core/error.h"
#include "core/suggest.h"
#include "core/yaml/decode.h"
#include "plan/marks.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/application.h"
#include "projects/argocd/destination.h"
#include "projects/argocd/source_places.h"
#include "projects/argocd/tracked_object.h"

namespace drydock::cli {
namespace {

namespace argocd = projects::argocd;
namespace fs = std::filesystem;

std::string_view metadata_of(const Node& object, std::string_view field) {
  const Node* metadata = object.find("metadata");
  return metadata ? metadata->text_of(field) : std::string_view();
}

const Project* find_project(const OpenedSide& side, std::string_view name,
                            std::string_view namespace_name) {
  std::vector<std::string_view> names;
  for (const Project& project : side.repository->projects) {
    if (project.renderer != Renderer::ArgoCd || !project.definition) continue;
    std::string_view own = metadata_of(*project.definition, "name");
    std::string_view place = metadata_of(*project.definition, "namespace");
    if (own == name && (namespace_name.empty() || place == namespace_name)) return &project;
    names.push_back(own);
  }
  fail("argocd-definition", fmt::format("the repository{} has no Application {}{}",
                                        side.revision.empty() ? "" : " at " + side.revision, name,
                                        did_you_mean(name, names)));
}

void add(DiffedObjects& objects, const plan::PlanObject& object) {
  if (plan::marks_of(object).hook != plan::Hook::None) return;
  objects.insert_or_assign(fmt::format("{}/{}/{}/{}", object.gvk.group, object.gvk.kind,
                                       object.namespace_name, object.name),
                           object);
}

/// What could not be rendered is no empty Application.
void refuse_failed(const RenderedProject& rendered) {
  for (const Diagnostic& problem : rendered.problems) {
    bool is_whole = problem.rule == "argocd-excluded" || problem.rule == "schema-violation";
    bool is_missing = problem.severity == Severity::Error || problem.rule.starts_with("argocd-");
    if (is_missing && !is_whole) throw Error(problem);
  }
}

ValueMap* copy_of(Value map, Arena& arena) {
  auto* made = arena.make<ValueMap>(arena);
  for (const ValueMap::Entry& entry : map.as_map().entries()) made->set(entry.key, entry.value);
  return made;
}

/// The value of the Application with other sources: one as `source`, or several.
Value with_sources(Value application, std::span<const Value> sources, bool several, Arena& arena) {
  ValueMap* spec = copy_of(argocd::field_of(application, "spec"), arena);
  for (std::string_view field : {"source", "sources", "sourceHydrator"}) spec->erase(field);
  if (several) {
    Value* list = arena.array<Value>(sources.size());
    std::copy(sources.begin(), sources.end(), list);
    spec->set("sources", Value::of_list({list, sources.size()}));
  } else {
    spec->set("source", sources[0]);
  }
  ValueMap* whole = copy_of(application, arena);
  whole->set("spec", Value::of_map(spec));
  return Value::of_map(whole);
}

/// The value of the Application with nothing but its first source, at a path.
Value with_local_source(Value application, Value source, std::string_view path, Arena& arena) {
  ValueMap* local = copy_of(source, arena);
  local->set("path", Value::of_string(arena.copy(path.empty() ? "." : path)));
  local->erase("ref");
  Value only = Value::of_map(local);
  return with_sources(application, {&only, 1}, false, arena);
}

/// Renders the Application as `value` has it, with the files of `world`.
DiffedObjects render_value(const OpenedSide& side, const DiffedApplication& application,
                           Value value, argocd::ApplicationWorld& world, Session& session,
                           LocalRender& out) {
  const Settings& settings = side.repository->settings;
  argocd::Definitions definitions(settings, {}, session.sources);
  for (const RenderedProject& rendered : side.rendered) {
    std::vector<Diagnostic> problems;
    definitions.read(rendered, problems);
  }
  argocd::Destination destination =
      argocd::destination_of(application.definition, definitions, settings);
  out.charts = std::make_unique<render::ChartLibrary>(session.sources);
  world.listings = &out.listings;
  world.argocd_namespace = application.home;
  world.kube_version = destination.kube_version;
  world.api_versions = destination.api_versions;
  world.server = &application.server;
  world.drops_empty_sections = true;
  world.parsed_files = &out.parsed_files;
  world.charts = out.charts.get();
  out.project = *application.project;
  RenderedProject& rendered = out.rendered.emplace_back();
  rendered.project = &out.project;
  argocd::ApplicationObjects objects{rendered};
  argocd::render_application(value, application.definition.node, world, objects);
  DiffedObjects found;
  for (const Resource& resource : rendered.set.resources) {
    const Gvk& gvk = resource.gvk;
    if (application.server.leaves_out(gvk.group, gvk.kind, destination.named.server)) continue;
    add(found, plan_object(*side.fleet, out.project, resource));
  }
  return found;
}

/// The files of a repository at a revision, opened once.
SourceCache& files_at(const OpenedSide& side, std::string_view url, const std::string& revision,
                      Session& session, LocalRender& out) {
  projects::SourceRepositories& known = *side.repository->sources;
  std::string folder = known.folder_of(url);
  if (folder.empty() && known.is_here(url)) folder = side.repository->folder;
  if (folder.empty()) throw Error(argocd::unknown_source(url, ""));
  RevisedFiles& revised = out.revised[{std::string(url), revision}];
  if (!revised.files) {
    revised.tree = open_git_tree(folder, revision);
    revised.files = std::make_unique<SourceCache>(*revised.tree, session.sources);
  }
  return *revised.files;
}

}  // namespace

std::string controller_cluster(const OpenedSide& side, const Project& project) {
  for (const Project& holder : side.repository->projects) {
    if (holder.name == project.defined_by) return holder.cluster;
  }
  return "default";
}

DiffedApplication find_application(Session& session, const OpenedSide& side, Arena& arena,
                                   std::string_view name, std::string_view namespace_name) {
  DiffedApplication found;
  found.project = find_project(side, name, namespace_name);
  std::vector<Diagnostic> problems;  // told when the repository is checked
  argocd::Definitions definitions(side.repository->settings, argocd_settings(session),
                                  session.sources);
  for (const RenderedProject& rendered : side.rendered) definitions.read(rendered, problems);
  argocd::Definition& definition = found.definition;
  definition.cluster = controller_cluster(side, *found.project);
  definition.node = found.project->definition;
  definition.name = metadata_of(*definition.node, "name");
  definition.namespace_name = metadata_of(*definition.node, "namespace");
  definition.value = argocd::conform(argocd::decode_object(*definition.node, arena),
                                     argocd::kApplicationType, arena, definition.node);
  found.server = definitions.server_settings(definition.cluster);
  found.home = definitions.home_namespace();
  found.instance = definition.name;
  std::string_view place = definition.namespace_name;
  if (!place.empty() && place != found.home) {
    found.instance = fmt::format("{}_{}", place, definition.name);
  }
  Value spec = argocd::field_of(definition.value, "spec");
  found.namespace_name = argocd::text_of(argocd::field_of(spec, "destination"), "namespace");
  return found;
}

DiffedObjects objects_of(const OpenedSide& side, const DiffedApplication& application) {
  DiffedObjects objects;
  for (const RenderedProject& rendered : side.rendered) {
    if (rendered.project != application.project) continue;
    refuse_failed(rendered);
    for (const Resource& resource : rendered.set.resources) {
      add(objects, plan_object(*side.fleet, *rendered.project, resource));
    }
  }
  return objects;
}

DiffedObjects render_local(Session& session, const OpenedSide& side,
                           const DiffedApplication& application, const std::string& folder,
                           const std::string& root, LocalRender& out, Arena& arena) {
  std::error_code error;
  fs::path place = fs::canonical(below_start(session, folder), error);
  if (error || !fs::is_directory(place)) {
    fail("file-missing", fmt::format("there is no folder {}", folder));
  }
  fs::path top = root.empty() ? fs::path(find_root(place.string()))
                              : fs::canonical(below_start(session, root), error);
  std::string path = place.lexically_relative(top).string();
  if (error || path.starts_with("..")) {
    fail("usage", fmt::format("{} is not below the --local-repo-root {}", folder, root));
  }
  if (path == ".") path.clear();
  out.tree = open_disk_tree(top.string());
  out.files = std::make_unique<SourceCache>(*out.tree, session.sources);
  std::vector<Value> sources = argocd::sources_of(application.definition.value, arena);
  if (sources.empty()) fail("argocd-source", "the Application has no source");
  argocd::ApplicationWorld world;
  world.repository = [&](std::string_view, std::string_view, std::string_view) {
    return argocd::SourcePlace{out.files.get(), path};
  };
  Value local = with_local_source(application.definition.value, sources[0], path, arena);
  return render_value(side, application, local, world, session, out);
}

DiffedObjects render_at(Session& session, const OpenedSide& side,
                        const DiffedApplication& application, const SourceRevisions& revisions,
                        LocalRender& out, Arena& arena) {
  Value definition = application.definition.value;
  Value spec = argocd::field_of(definition, "spec");
  Value dry = argocd::field_of(argocd::field_of(spec, "sourceHydrator"), "drySource");
  std::vector<Value> sources = argocd::sources_of(definition, arena);
  if (dry.is_map()) sources = {dry};
  if (sources.empty()) fail("argocd-source", "the Application has no source");
  std::set<std::pair<std::string, std::string>> revised;
  for (const auto& [index, revision] : revisions) {
    ValueMap* source = copy_of(sources.at(index), arena);
    source->set("targetRevision", Value::of_string(arena.copy(revision)));
    sources[index] = Value::of_map(source);
    revised.emplace(argocd::text_of(sources[index], "repoURL"), revision);
  }
  argocd::ApplicationWorld world;
  world.repository = [&](std::string_view url, std::string_view chart, std::string_view version) {
    if (chart.empty() && revised.count({std::string(url), std::string(version)})) {
      return argocd::SourcePlace{&files_at(side, url, std::string(version), session, out), ""};
    }
    auto found = argocd::find_source(*side.repository->sources, url, chart, version);
    if (!found) throw Error(argocd::unknown_source(url, chart));
    return *found;
  };
  bool several = !argocd::list_of(spec, "sources").empty() && !dry.is_map();
  return render_value(side, application, with_sources(definition, sources, several, arena), world,
                      session, out);
}

DiffedObjects objects_of_dump(const SourceFile& file, const DiffedApplication& application,
                              const DiffedObjects& wanted, plan::LiveDump& out) {
  auto key_of = [](const plan::PlanObject& object) {
    return fmt::format("{}/{}/{}/{}", object.gvk.group, object.gvk.kind, object.namespace_name,
                       object.name);
  };
  auto wants = [&](const plan::PlanObject& object) {
    if (wanted.count(key_of(object))) return true;
    if (!object.root) return false;
    Arena scratch;
    YamlDecoded decoded = decode_yaml(object.root, scratch, {object.dialect});
    return argocd::tracked_by(decoded.value, application.server) == application.instance;
  };
  out = plan::read_live_dump(file, application.project->cluster, wants);
  DiffedObjects objects;
  for (const plan::PlanObject& object : out.side.objects) add(objects, object);
  return objects;
}

}  // namespace drydock::cli
