#include "projects/argocd/application.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/error.h"
#include "core/suggest.h"
#include "core/tree.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/source_overrides.h"

namespace drydock::projects::argocd {
namespace {

/// Whether a section of a source says something. What only modifies something else does not count.
bool says_something(Value section, std::initializer_list<std::string_view> modifiers) {
  if (!section.is_map()) return false;
  std::span<const ValueMap::Entry> entries = section.as_map().entries();
  return std::any_of(entries.begin(), entries.end(), [&](const ValueMap::Entry& entry) {
    return std::find(modifiers.begin(), modifiers.end(), entry.key) == modifiers.end();
  });
}

bool counts(Value source, std::string_view section, bool drops_empty) {
  Value value = field_of(source, section);
  if (!value.is_map()) return false;
  if (!drops_empty || section == "plugin") return true;
  return says_something(value,
                        {"forceCommonLabels", "forceCommonAnnotations", "commonAnnotationsEnvsubst",
                         "labelWithoutSelector", "labelIncludeTemplates"});
}

/// The type that the source itself says, if it does.
std::optional<SourceType> explicit_type(Value source, bool drops_empty) {
  static constexpr std::pair<std::string_view, SourceType> kSections[] = {
      {"kustomize", SourceType::Kustomize},
      {"helm", SourceType::Helm},
      {"directory", SourceType::Directory},
      {"plugin", SourceType::Plugin}};
  std::optional<SourceType> type;
  std::string_view first;
  for (const auto& [section, meant] : kSections) {
    if (!counts(source, section, drops_empty)) continue;
    if (type) {
      fail("argocd-source",
           fmt::format("a source is of one type, but this one has `{}` and `{}`", first, section));
    }
    type = meant;
    first = section;
  }
  return type;
}

bool is_enabled(SourceType type, const ServerSettings& server) {
  if (type == SourceType::Helm) return server.renders_helm;
  return type != SourceType::Kustomize || server.renders_kustomize;
}

/// The type that the files of the folder tell; the last name that tells one counts.
SourceType detected_type(SourceCache& files, const std::string& folder,
                         const ServerSettings& server) {
  SourceType type = SourceType::Directory;
  for (const TreeEntry& entry : files.list(folder)) {
    if (entry.kind == EntryKind::Folder) continue;
    std::string_view name = entry.name;
    if (name.ends_with("Chart.yaml") && server.renders_helm) type = SourceType::Helm;
    bool is_kustomization =
        name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization";
    if (is_kustomization && server.renders_kustomize) type = SourceType::Kustomize;
  }
  return type;
}

/// The folder of a source, clean. Throws Error for one that is not there.
std::string folder_of(std::string_view path, SourceCache& files, SourcePos where) {
  if (path.starts_with('/')) {
    fail("argocd-path",
         fmt::format("the path {} of a source is absolute; leave out the slash", path), where);
  }
  std::optional<std::string> clean = join_path("", path);
  if (!clean) {
    fail("argocd-path", fmt::format("the path {} of a source leaves its repository", path), where);
  }
  std::optional<EntryKind> kind = files.tree().kind(*clean);
  if (!kind) {
    std::string message = fmt::format("the repository has no folder {}", path);
    std::string parent(parent_path(*clean));
    std::vector<std::string_view> names;
    if (files.tree().kind(parent) == EntryKind::Folder) {
      for (const TreeEntry& entry : files.list(parent)) names.push_back(entry.name);
    }
    fail("argocd-path", message + did_you_mean(file_name(*clean), names), where);
  }
  if (*kind != EntryKind::Folder) {
    fail("argocd-path", fmt::format("the path {} of a source is no folder", path), where);
  }
  return *clean;
}

ApplicationEnv env_of(const ApplicationContext& context, std::string_view project) {
  std::string_view target = text_of(context.source, "targetRevision");
  std::string revision =
      context.world.revision.empty() ? std::string(target) : context.world.revision;
  return {{"ARGOCD_APP_NAME", context.instance},
          {"ARGOCD_APP_NAMESPACE", context.namespace_name},
          {"ARGOCD_APP_PROJECT_NAME", std::string(project)},
          {"ARGOCD_APP_REVISION", revision},
          {"ARGOCD_APP_REVISION_SHORT", revision.substr(0, 7)},
          {"ARGOCD_APP_REVISION_SHORT_8", revision.substr(0, 8)},
          {"ARGOCD_APP_SOURCE_REPO_URL", std::string(text_of(context.source, "repoURL"))},
          {"ARGOCD_APP_SOURCE_PATH", std::string(text_of(context.source, "path"))},
          {"ARGOCD_APP_SOURCE_TARGET_REVISION", std::string(target)}};
}

std::vector<SourceRef> refs_of(std::span<const Value> sources) {
  std::vector<SourceRef> refs;
  for (Value source : sources) {
    std::string_view ref = text_of(source, "ref");
    if (ref.empty()) continue;
    std::string name = fmt::format("${}", ref);
    for (const SourceRef& known : refs) {
      if (known.name == name) {
        fail("argocd-source", fmt::format("two sources have the ref `{}`", ref));
      }
    }
    refs.push_back({name, std::string(text_of(source, "repoURL")),
                    std::string(text_of(source, "targetRevision"))});
  }
  return refs;
}

const Node* node_of_source(const Node* application, size_t index) {
  if (!application) return nullptr;
  const Node* spec = application->find("spec");
  if (!spec) return application;
  const Node* list = spec->find("sources");
  if (list && index < list->elements().size()) return list->elements()[index];
  for (std::string_view name : {"source", "sourceHydrator"}) {
    if (const Node* found = spec->find(name)) return found;
  }
  return spec;
}

SourcePos place_of(const Node* source, std::string_view field) {
  const Node* found = source ? source->find(field) : nullptr;
  if (!found) found = source;
  return found ? found->where() : SourcePos{};
}

void render_source(ApplicationContext& context, std::string_view project,
                   ApplicationObjects& objects) {
  std::string_view path = text_of(context.source, "path");
  std::string_view chart = text_of(context.source, "chart");
  if (path.empty() && chart.empty() && !text_of(context.source, "ref").empty()) return;
  const ApplicationWorld& world = context.world;
  SourcePlace found = world.repository(text_of(context.source, "repoURL"), chart,
                                       text_of(context.source, "targetRevision"));
  context.files = found.files;
  if (!chart.empty()) {
    context.path = found.chart;
  } else {
    context.path = folder_of(path, *context.files, place_of(context.node, "path"));
  }
  context.source = with_source_overrides(context.source, *context.files, context.path, context.name,
                                         objects.out.set.arena);
  context.env = env_of(context, project);
  switch (type_of_source(context.source, *context.files, context.path, world.drops_empty_sections,
                         *world.server)) {
    case SourceType::Helm:
      return render_helm_source(context, objects);
    case SourceType::Kustomize:
      return render_kustomize_source(context, objects);
    case SourceType::Directory:
      return render_directory_source(context, objects);
    case SourceType::Plugin:
      break;
  }
  Diagnostic problem;
  problem.severity = Severity::Warning;
  problem.rule = "argocd-plugin";
  problem.message = fmt::format(
      "the source is rendered by the plugin `{}`, a program that is not "
      "run here",
      text_of(field_of(context.source, "plugin"), "name"));
  problem.where = place_of(context.node, "plugin");
  problem.help =
      "Render it with that plugin into a folder, and name the folder as a project of "
      "drydock.yaml.";
  throw Error(std::move(problem));
}

}  // namespace

SourceType type_of_source(Value source, SourceCache& files, const std::string& folder,
                          bool drops_empty_sections, const ServerSettings& server) {
  if (std::optional<SourceType> type = explicit_type(source, drops_empty_sections)) {
    return is_enabled(*type, server) ? *type : SourceType::Directory;
  }
  if (!text_of(source, "chart").empty() && server.renders_helm) return SourceType::Helm;
  return detected_type(files, folder, server);
}

std::vector<Value> sources_of(Value application, Arena& arena) {
  Value spec = field_of(application, "spec");
  Value hydrator = field_of(spec, "sourceHydrator");
  if (hydrator.is_map()) {
    Value sync = field_of(hydrator, "syncSource");
    std::string_view url = text_of(sync, "repoURL");
    if (url.empty()) url = text_of(field_of(hydrator, "drySource"), "repoURL");
    ValueMap* source = arena.make<ValueMap>(arena);
    source->set("repoURL", Value::of_string(url));
    source->set("path", Value::of_string(text_of(sync, "path")));
    source->set("targetRevision", Value::of_string(text_of(sync, "targetBranch")));
    return {Value::of_map(source)};
  }
  std::span<const Value> several = list_of(spec, "sources");
  if (!several.empty()) return {several.begin(), several.end()};
  Value single = field_of(spec, "source");
  if (single.is_map()) return {single};
  return {};
}

std::string resolve_in_repository(std::string_view folder, std::string_view path,
                                  const ApplicationContext& context) {
  bool from_root = path.starts_with('/');
  std::string_view relative = path;
  while (relative.starts_with('/')) relative.remove_prefix(1);
  std::optional<std::string> clean = join_path(from_root ? "" : folder, relative);
  if (!clean || clean->empty()) {
    fail("argocd-path", fmt::format("the file {} is outside of the repository", path),
         context.node ? context.node->where() : SourcePos{});
  }
  return *clean;
}

void add_object(Node* root, YamlDialect dialect, ApplicationObjects& objects) {
  if (!root || (root->is_scalar() && !root->size)) return;
  if (root->is_scalar() && (root->text() == "null" || root->text() == "~")) return;
  const Node* kind = root->find("kind");
  if (!root->is_mapping() || !kind || kind->text().empty()) {
    fail("argocd-object", "the document is no object: it has no `kind`", root->where());
  }
  const Node* items = root->find("items");
  bool plain = root->find("spec") || root->find("status");
  if (items && items->is_sequence()) {
    for (Node* item : items->elements()) {
      objects.out.set.resources.push_back(resource_at(item));
      objects.dialects.push_back(dialect);
    }
    return;
  }
  if (items && !plain && items->is_scalar()) return;  // a list of nothing
  objects.out.set.resources.push_back(resource_at(root));
  objects.dialects.push_back(dialect);
}

void render_application(Value application, const Node* node, const ApplicationWorld& world,
                        ApplicationObjects& objects) {
  Arena& arena = objects.out.set.arena;
  Value spec = field_of(application, "spec");
  std::vector<Value> sources = sources_of(application, arena);
  if (sources.empty()) {
    fail("argocd-source", "the Application has no source", node ? node->where() : SourcePos{});
  }
  std::vector<SourceRef> refs = refs_of(sources);
  for (size_t i = 0; i < sources.size(); ++i) {
    ApplicationContext context{world, {}, {}, {}, {}, nullptr, nullptr, {}, {}, {}};
    Value metadata = field_of(application, "metadata");
    context.name = context.instance = text_of(metadata, "name");
    std::string_view place = text_of(metadata, "namespace");
    if (!place.empty() && place != world.argocd_namespace) {
      context.instance = fmt::format("{}_{}", place, context.name);
    }
    context.namespace_name = text_of(field_of(spec, "destination"), "namespace");
    context.source = sources[i];
    context.node = node_of_source(node, i);
    context.refs = refs;
    try {
      render_source(context, text_of(spec, "project"), objects);
    } catch (Error& error) {
      if (!error.diagnostic().where.file && context.node) {
        error.diagnostic().where = context.node->where();
      }
      throw;
    }
  }
}

}  // namespace drydock::projects::argocd
