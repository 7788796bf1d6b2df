#include "projects/flux/definitions.h"

#include <algorithm>

#include "core/error.h"
#include "core/kinds.h"

namespace drydock::projects::flux {
namespace {

constexpr std::string_view kSourceGroup = "source.toolkit.fluxcd.io";

ObjectKey key_of(std::string_view cluster, std::string_view kind, std::string_view namespace_name,
                 std::string_view name) {
  return {std::string(cluster), std::string(kind), std::string(namespace_name), std::string(name)};
}

std::string_view namespace_of(const Resource& resource, const Project& holder) {
  return resource.namespace_name.empty() ? std::string_view(holder.namespace_name)
                                         : resource.namespace_name;
}

bool same_place(const SourcePos& a, const SourcePos& b) {
  return a.path() == b.path() && a.line == b.line;
}

}  // namespace

void Definitions::read(const RenderedProject& rendered) {
  const Project& holder = *rendered.project;
  for (const Resource& resource : rendered.set.resources) {
    if (resource.gvk.group == kKustomizeGroup || resource.gvk.group == kHelmGroup) {
      add_definition(resource, holder);
    } else if (resource.gvk.group == kSourceGroup) {
      add_source(resource, holder);
    } else if (resource.gvk.group.empty()) {
      objects_[holder.cluster].add(*resource.root, holder.namespace_name);
    }
  }
}

void Definitions::add_definition(const Resource& resource, const Project& holder) {
  bool is_release = resource.gvk.kind == "HelmRelease" && resource.gvk.group == kHelmGroup;
  bool is_own = resource.gvk.kind == "Kustomization" && resource.gvk.group == kKustomizeGroup;
  if (!is_release && !is_own) return;
  std::string_view place = namespace_of(resource, holder);
  ObjectKey key = key_of(holder.cluster, resource.gvk.kind, place, resource.name);
  auto [begin, end] = index_.equal_range(key);
  for (auto at = begin; at != end; ++at) {
    if (same_place(definitions_[at->second].node->where(), resource.root->where())) return;
  }
  Definition definition;
  definition.node = resource.root;
  definition.holder = &holder;
  definition.cluster = holder.cluster;
  definition.namespace_name = place;
  definition.name = resource.name;
  definition.id =
      format_resource_id(resource.gvk.group, resource.gvk.kind, place, resource.name);
  try {
    if (is_release) {
      definition.release = read_helm_release(*resource.root, YamlDialect::Kustomize, arena_);
      definition.release->metadata.namespace_name.value = arena_.copy(place);
    } else {
      definition.kustomization = read_kustomization(*resource.root, YamlDialect::Kustomize, arena_);
      definition.kustomization->metadata.namespace_name.value = arena_.copy(place);
    }
  } catch (const Error& error) {
    problems_.push_back(error.diagnostic());
    return;
  }
  index_.emplace(std::move(key), definitions_.size());
  definitions_.push_back(std::move(definition));
}

void Definitions::add_source(const Resource& resource, const Project& holder) {
  SourceObject source;
  source.node = resource.root;
  const Node* spec = resource.root->find("spec");
  if (spec) source.url = spec->text_of(resource.gvk.kind == "Bucket" ? "endpoint" : "url");
  sources_.insert_or_assign(key_of(holder.cluster, resource.gvk.kind,
                                   namespace_of(resource, holder), resource.name),
                            std::move(source));
}

const Definition* Definitions::find(std::string_view cluster, std::string_view kind,
                                    std::string_view namespace_name, std::string_view name) const {
  auto at = index_.find(key_of(cluster, kind, namespace_name, name));
  return at == index_.end() ? nullptr : &definitions_[at->second];
}

const SourceObject* Definitions::find_source(std::string_view cluster, std::string_view kind,
                                             std::string_view namespace_name,
                                             std::string_view name) const {
  auto at = sources_.find(key_of(cluster, kind, namespace_name, name));
  return at == sources_.end() ? nullptr : &at->second;
}

std::vector<std::string_view> Definitions::source_names(std::string_view cluster,
                                                        std::string_view kind) const {
  std::vector<std::string_view> names;
  for (const auto& [key, source] : sources_) {
    if (std::get<0>(key) == cluster && std::get<1>(key) == kind) names.push_back(std::get<3>(key));
  }
  return names;
}

const ValueObjects& Definitions::objects(std::string_view cluster) const {
  static const ValueObjects kNone;
  auto at = objects_.find(cluster);
  return at == objects_.end() ? kNone : at->second;
}

}  // namespace drydock::projects::flux
