#include "projects/flux/definitions.h"

#include <algorithm>

#include "core/error.h"
#include "core/kinds.h"

namespace drydock::projects::flux {
namespace {

constexpr std::string_view kSourceGroup = "source.toolkit.fluxcd.io";
constexpr std::string_view kImageGroup = "image.toolkit.fluxcd.io";

ObjectKey key_of(std::string_view cluster, std::string_view kind, std::string_view namespace_name,
                 std::string_view name) {
  return {std::string(cluster), std::string(kind), std::string(namespace_name), std::string(name)};
}

std::string_view namespace_of(const Resource& resource, const Project& holder) {
  return resource.namespace_name.empty() ? std::string_view(holder.namespace_name)
                                         : resource.namespace_name;
}

/// "@repo/apps/**" for the prefix "@repo/" is "apps"; nothing for another prefix, and for patterns
/// that are no whole folder.
std::optional<std::string> folder_behind(std::string_view text, const std::string& prefix) {
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  if (text.ends_with("**")) text.remove_suffix(2);
  while (text.ends_with('/')) text.remove_suffix(1);
  if (text.find('*') != text.npos) return std::nullopt;
  return std::string(text);
}

bool same_place(const SourcePos& a, const SourcePos& b) {
  return a.path() == b.path() && a.line == b.line;
}

}  // namespace

void Definitions::read(const RenderedProject& rendered) {
  const Project& holder = *rendered.project;
  files_.insert(rendered.inputs.files().begin(), rendered.inputs.files().end());
  for (const Resource& resource : rendered.set.resources) {
    if (resource.gvk.group == kKustomizeGroup || resource.gvk.group == kHelmGroup) {
      add_definition(resource, holder);
    } else if (resource.gvk.group == kSourceGroup) {
      add_source(resource, holder);
    } else if (resource.gvk.group == kImageGroup) {
      if (resource.gvk.kind != "ImagePolicy") continue;
      image_policies_.insert(fmt::format("{}:{}", namespace_of(resource, holder), resource.name));
    } else if (resource.gvk.kind == "ArtifactGenerator") {
      add_artifacts(resource, holder);
    } else {
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
  Definition* known = nullptr;
  auto [begin, end] = index_.equal_range(key);
  for (auto at = begin; at != end; ++at) {
    Definition& other = definitions_[at->second];
    if (same_place(other.node->where(), resource.root->where())) known = &other;
  }
  // As another definition renders it, it is as the cluster gets it.
  bool better = known && !known->given && holder.definition && !known->holder->definition;
  if (known && !better) return;
  Definition definition;
  definition.node = resource.root;
  definition.holder = &holder;
  definition.cluster = holder.cluster;
  definition.namespace_name = place;
  definition.name = resource.name;
  definition.id = format_resource_id(resource.gvk.group, resource.gvk.kind, place, resource.name);
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
  if (known) {
    *known = std::move(definition);
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
  std::string_view place = namespace_of(resource, holder);
  if (resource.gvk.kind == "HelmChart" && spec) {
    try {
      source.chart = read_helm_chart(*spec, YamlDialect::Kustomize, arena_);
      source.chart->source.namespace_name.value = arena_.copy(place);
    } catch (const Error& error) {
      problems_.push_back(error.diagnostic());
    }
  }
  sources_.insert_or_assign(key_of(holder.cluster, resource.gvk.kind, place, resource.name),
                            std::move(source));
}

void Definitions::add_artifacts(const Resource& resource, const Project& holder) {
  const Node* spec = resource.root->find("spec");
  const Node* artifacts = spec ? spec->find("artifacts") : nullptr;
  const Node* sources = spec ? spec->find("sources") : nullptr;
  if (!artifacts || !sources || sources->elements().empty()) return;
  const Node& source = *sources->elements()[0];
  std::string_view place = namespace_of(resource, holder);
  for (const Node* artifact : artifacts->elements()) {
    GeneratedArtifact made;
    made.source.kind.value = source.text_of("kind");
    made.source.name.value = source.text_of("name");
    made.source.namespace_name.value = source.text_of("namespace");
    if (made.source.namespace_name.empty()) made.source.namespace_name.value = arena_.copy(place);
    made.source.node = artifact;
    const Node* copies = artifact->find("copy");
    for (const Node* copy : copies ? copies->elements() : std::span<Node* const>()) {
      auto from =
          folder_behind(copy->text_of("from"), "@" + std::string(source.text_of("alias")) + "/");
      auto to = folder_behind(copy->text_of("to"), "@artifact/");
      if (from && to) made.copies.emplace_back(*to, *from);
    }
    artifacts_.insert_or_assign(
        key_of(holder.cluster, "ExternalArtifact", place, artifact->text_of("name")),
        std::move(made));
  }
}

const GeneratedArtifact* Definitions::find_artifact(std::string_view cluster,
                                                    std::string_view namespace_name,
                                                    std::string_view name) const {
  auto at = artifacts_.find(key_of(cluster, "ExternalArtifact", namespace_name, name));
  return at == artifacts_.end() ? nullptr : &at->second;
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
