#include "cli/argocd_diff_sides.h"

#include <algorithm>
#include <filesystem>
#include <ostream>

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

std::string cluster_of_controller(const OpenedSide& side, const Project& project) {
  for (const Project& holder : side.repository->projects) {
    if (holder.name == project.defined_by) return holder.cluster;
  }
  return "default";
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

/// The value of the Application with nothing but its first source, at a path.
Value with_local_source(Value application, Value source, std::string_view path, Arena& arena) {
  auto copy = [&](Value map) {
    auto* made = arena.make<ValueMap>(arena);
    for (const ValueMap::Entry& entry : map.as_map().entries()) made->set(entry.key, entry.value);
    return made;
  };
  ValueMap* local = copy(source);
  local->set("path", Value::of_string(arena.copy(path.empty() ? "." : path)));
  local->erase("ref");
  ValueMap* spec = copy(argocd::field_of(application, "spec"));
  spec->erase("sources");
  spec->erase("sourceHydrator");
  spec->set("source", Value::of_map(local));
  ValueMap* whole = copy(application);
  whole->set("spec", Value::of_map(spec));
  return Value::of_map(whole);
}

}  // namespace

DiffedApplication find_application(Session& session, const OpenedSide& side, Arena& arena,
                                   std::string_view name, std::string_view namespace_name) {
  DiffedApplication found;
  found.project = find_project(side, name, namespace_name);
  std::vector<Diagnostic> problems;  // told when the repository is checked
  argocd::Definitions definitions(side.repository->settings, argocd_settings(session),
                                  session.sources);
  for (const RenderedProject& rendered : side.rendered) definitions.read(rendered, problems);
  argocd::Definition& definition = found.definition;
  definition.cluster = cluster_of_controller(side, *found.project);
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
  out.charts = std::make_unique<render::ChartLibrary>(session.sources);
  const Settings& settings = side.repository->settings;
  argocd::Definitions definitions(settings, {}, session.sources);
  for (const RenderedProject& rendered : side.rendered) {
    std::vector<Diagnostic> problems;
    definitions.read(rendered, problems);
  }
  argocd::Destination destination =
      argocd::destination_of(application.definition, definitions, settings);
  std::vector<Value> sources = argocd::sources_of(application.definition.value, arena);
  if (sources.empty()) fail("argocd-source", "the Application has no source");
  argocd::ApplicationWorld world;
  world.repository = [&](std::string_view, std::string_view, std::string_view) {
    return argocd::SourcePlace{out.files.get(), path};
  };
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
  Value local = with_local_source(application.definition.value, sources[0], path, arena);
  argocd::render_application(local, application.definition.node, world, objects);
  DiffedObjects found;
  for (const Resource& resource : rendered.set.resources) {
    const Gvk& gvk = resource.gvk;
    if (application.server.leaves_out(gvk.group, gvk.kind, destination.named.server)) continue;
    add(found, plan_object(*side.fleet, out.project, resource));
  }
  return found;
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
