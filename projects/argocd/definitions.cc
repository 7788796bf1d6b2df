#include "projects/argocd/definitions.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/json/write.h"
#include "core/yaml/decode.h"
#include "core/yaml/read.h"
#include "projects/argocd/api_types.h"

namespace drydock::projects::argocd {
namespace {

constexpr std::string_view kGroup = "argoproj.io";
constexpr std::string_view kSettingsName = "argocd-cm";
constexpr std::string_view kParametersName = "argocd-cmd-params-cm";
constexpr std::string_view kDefaultNamespace = "argocd";

/// Sorts every map now: several threads read them later.
void settle(Value value, int depth = 0) {
  if (depth > 500) return;
  if (value.is_map()) {
    for (const ValueMap::Entry& entry : value.as_map().entries()) settle(entry.value, depth + 1);
  } else if (value.is_list()) {
    for (Value item : value.as_list()) settle(item, depth + 1);
  }
}

void place_like(Node& node, const Node* model, const Node& fallback, int depth = 0) {
  const Node& place = model && model->file ? *model : fallback;
  node.file = place.file;
  node.line = place.line;
  node.column = place.column;
  if (depth > 500) return;
  for (const NodeEntry& entry : node.pairs()) {
    const Node* below = model ? model->find(entry.key->text()) : nullptr;
    place_like(*entry.key, below, place, depth + 1);
    place_like(*entry.value, below, place, depth + 1);
  }
  std::span<Node* const> items = node.elements();
  for (size_t i = 0; i < items.size(); ++i) {
    std::span<Node* const> models = model ? model->elements() : std::span<Node* const>();
    place_like(*items[i], i < models.size() ? models[i] : nullptr, place, depth + 1);
  }
}

}  // namespace

Definitions::Definitions(const Settings& settings, ServerSettings given, Sources& sources)
    : sources_(sources), given_(std::move(given)) {
  for (const ClusterSettings& cluster : settings.clusters) {
    settings_clusters_.push_back(cluster_of_settings(cluster, arena_));
  }
}

std::string Definition::key() const {
  std::string_view place = namespace_name.empty() ? kDefaultNamespace : namespace_name;
  return fmt::format("{}/{}/{}", cluster, place, name);
}

Value decode_object(const Node& node, Arena& arena) {
  YamlDecodeOptions options;
  options.numbers = YamlNumbers::Exact;
  YamlDecoded decoded = decode_yaml(&node, arena, options);
  if (decoded.problem) throw Error(*decoded.problem);
  if (!decoded.go_error.empty()) fail("argocd-definition", decoded.go_error, node.where());
  settle(decoded.value);
  return decoded.value;
}

const Node* make_nodes(Value application, const Node& set, Sources& sources, Arena& arena) {
  std::string_view name = text_of(field_of(application, "metadata"), "name");
  const SourceFile& text =
      sources.add(fmt::format("Application {} (as generated)", name), to_json(application));
  YamlDocuments documents = read_yaml(text, arena);
  if (documents.roots.empty() || !documents.roots[0]) return &set;
  Node* root = documents.roots[0];
  const Node* spec = set.find("spec");
  const Node* model = spec ? spec->find("template") : nullptr;
  place_like(*root, model, model ? *model : set);
  return root;
}

const Definition* Definitions::add(Known& known, const Resource& resource,
                                   const RenderedProject& rendered,
                                   std::vector<Diagnostic>& problems) {
  Definition definition;
  definition.cluster = rendered.project->cluster;
  definition.namespace_name = resource.namespace_name;
  definition.name = resource.name;
  definition.holder = rendered.project->name;
  definition.node = resource.root;
  auto [at, is_new] = known.try_emplace(definition.key(), definition);
  if (!is_new) return nullptr;
  try {
    Value decoded = decode_object(*resource.root, arena_);
    std::string_view kind = resource.gvk.kind;
    at->second.value = decoded;
    if (kind == "Application") {
      at->second.value = conform(decoded, kApplicationType, arena_, resource.root);
    } else if (kind == "AppProject") {
      at->second.value = conform(decoded, kAppProjectType, arena_, resource.root);
    }
    return &at->second;
  } catch (const Error& error) {
    problems.push_back(error.diagnostic());
    if (!problems.back().where.file) problems.back().where = resource.root->where();
    return nullptr;
  }
}

void Definitions::read_secret(const Resource& resource, const RenderedProject& rendered) {
  try {
    Value secret = decode_object(*resource.root, arena_);
    std::string_view own = resource.namespace_name;
    std::optional<ClusterEntry> cluster =
        cluster_of_secret(secret, own.empty() ? kDefaultNamespace : own, arena_);
    if (!cluster) return;
    secrets_[rendered.project->cluster].try_emplace(std::string(cluster->secret), *cluster);
  } catch (const Error&) {
    // What is wrong with a Secret is for other checks.
  }
}

void Definitions::read_settings(const Resource& resource, const RenderedProject& rendered,
                                std::vector<Diagnostic>& problems) {
  const Node* data = resource.root->find("data");
  if (!data) return;
  ServerSettings& settings = server_settings_[rendered.project->cluster];
  if (resource.name == kParametersName) {
    read_server_parameters(*data, settings);
  } else if (!settings.is_known) {
    read_server_settings(*data, sources_, settings, problems);
  }
}

void Definitions::read(const RenderedProject& rendered, std::vector<Diagnostic>& problems) {
  std::string parent;
  for (const Definition* application : applications_) {
    if (application->node == rendered.project->definition) parent = application->key();
  }
  for (const Resource& resource : rendered.set.resources) {
    std::string_view kind = resource.gvk.kind;
    if (resource.gvk.group.empty()) {
      if (kind == "Secret") read_secret(resource, rendered);
      bool is_settings = resource.name == kSettingsName || resource.name == kParametersName;
      if (kind == "ConfigMap" && is_settings) read_settings(resource, rendered, problems);
    }
    if (resource.gvk.group != kGroup || resource.name.empty()) continue;
    if (kind == "Application") {
      Definition child;
      child.cluster = rendered.project->cluster;
      child.namespace_name = resource.namespace_name;
      child.name = resource.name;
      if (!parent.empty()) children_[parent].insert(child.key());
      const Definition* added = add(known_applications_, resource, rendered, problems);
      if (added) applications_.push_back(added);
    } else if (kind == "ApplicationSet") {
      const Definition* added = add(known_sets_, resource, rendered, problems);
      if (added) sets_.push_back(added);
    } else if (kind == "AppProject") {
      add(known_projects_, resource, rendered, problems);
    }
  }
}

const Definition* Definitions::add_application(Definition application) {
  settle(application.value);
  std::string key = application.key();
  auto [at, is_new] = known_applications_.try_emplace(key, std::move(application));
  if (!is_new) return nullptr;
  applications_.push_back(&at->second);
  return &at->second;
}

const Definition* Definitions::app_project(std::string_view cluster, std::string_view name) const {
  const Definition* only = nullptr;
  size_t others = 0;
  for (const auto& [key, project] : known_projects_) {
    if (project.name != name || project.value.is_nil()) continue;
    if (project.cluster == cluster) return &project;
    only = &project;
    ++others;
  }
  // Folders of one Argo CD may look as if they were for several clusters.
  return others == 1 ? only : nullptr;
}

std::vector<const Definition*> Definitions::app_projects() const {
  std::vector<const Definition*> all;
  for (const auto& [key, project] : known_projects_) {
    if (!project.value.is_nil()) all.push_back(&project);
  }
  return all;
}

std::vector<ClusterEntry> Definitions::clusters(std::string_view controller_cluster) const {
  std::vector<ClusterEntry> all;
  bool has_own = secrets_.count(std::string(controller_cluster)) > 0;
  for (const auto& [cluster, secrets] : secrets_) {
    if (has_own && cluster != controller_cluster) continue;
    for (const auto& [name, entry] : secrets) all.push_back(entry);
  }
  for (const ClusterEntry& cluster : settings_clusters_) {
    bool known = std::any_of(all.begin(), all.end(),
                             [&](const ClusterEntry& entry) { return entry.name == cluster.name; });
    if (!known) all.push_back(cluster);
  }
  sort_clusters(all);
  return all;
}

std::string Definitions::home_namespace() const {
  std::map<std::string_view, size_t> counts;
  auto count = [&](const Definition& definition, size_t weight) {
    std::string_view place = definition.namespace_name;
    counts[place.empty() ? kDefaultNamespace : place] += weight;
  };
  // AppProjects can be nowhere else.
  for (const auto& [key, project] : known_projects_) count(project, 1'000'000);
  if (counts.empty()) {
    for (const Definition* application : applications_) count(*application, 1);
    for (const Definition* set : sets_) count(*set, 1);
  }
  if (counts.count(kDefaultNamespace) || counts.empty()) return std::string(kDefaultNamespace);
  auto most = std::max_element(counts.begin(), counts.end(),
                               [](const auto& a, const auto& b) { return a.second < b.second; });
  return std::string(most->first);
}

ServerSettings Definitions::server_settings(std::string_view controller_cluster) const {
  if (given_.is_known) return given_;
  auto known = server_settings_.find(controller_cluster);
  // Folders of one Argo CD may look as if they were for several clusters.
  if (known == server_settings_.end() && server_settings_.size() == 1) {
    known = server_settings_.begin();
  }
  ServerSettings settings;
  if (known != server_settings_.end()) settings = known->second;
  if (!settings.is_known) settings.build_options = "--enable-helm";
  settings.new_git_file_globbing |= given_.new_git_file_globbing;
  if (!given_.application_namespaces.empty()) {
    settings.application_namespaces = given_.application_namespaces;
  }
  return settings;
}

}  // namespace drydock::projects::argocd
