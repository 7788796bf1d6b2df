#include "validate/conflicts/deployers.h"

#include "core/ascii.h"
#include "core/tree.h"
#include "validate/conflicts/fields.h"

namespace drydock::validate {
namespace {

/// "./apps/web/" and "apps/web" are one folder.
std::string plain_path(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  return join_path("", path).value_or(std::string(path));
}

/// Addresses of repositories without what makes no difference.
std::string plain_repository(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  if (url.ends_with(".git")) url.remove_suffix(4);
  return ascii_lower(url);
}

/// Settings that give what is deployed other names, as text; "" for none.
std::string text_of_tree(const Node* node) {
  if (!node) return "";
  if (node->is_scalar()) return std::string(node->text());
  std::string text;
  for (const NodeEntry& entry : node->pairs()) {
    text += fmt::format("{}={};", entry.key->text(), text_of_tree(entry.value));
  }
  for (const Node* item : node->elements()) text += text_of_tree(item) + ",";
  return text;
}

void claim_source(const Resource& resource, const Node& source, uint32_t index, ClaimSink& sink) {
  const Node* destination = field(resource.root, {"spec", "destination"});
  std::string_view server = text_at(destination, {"server"});
  if (server.empty()) server = or_default(text_at(destination, {"name"}), "in-cluster");
  if (server == "https://kubernetes.default.svc") server = "in-cluster";
  const Node* place = source.find("path");
  if (!place) place = source.find("chart");
  if (!place) return;  // values for another source
  std::string names = fmt::format("{} {} {} {}", text_at(&source, {"helm", "releaseName"}),
                                  text_of_tree(field(&source, {"kustomize", "namePrefix"})),
                                  text_of_tree(field(&source, {"kustomize", "nameSuffix"})),
                                  text_of_tree(field(&source, {"directory"})));
  // Two releases of a chart differ by their names, which are the Application's when not given.
  if (source.find("chart") && text_at(&source, {"helm", "releaseName"}).empty()) {
    names += resource.name;
  }
  sink.add(index, place,
           {"Application", plain_repository(source.text_of("repoURL")),
            plain_path(source.text_of("path")), source.text_of("chart"), server,
            text_at(destination, {"namespace"}), names});
}

void claim_kustomization(const Resource& resource, std::string_view space, uint32_t index,
                         ClaimSink& sink) {
  const Node* spec = resource.root->find("spec");
  const Node* source = field(spec, {"sourceRef"});
  if (!source) return;
  std::string names;
  for (std::string_view key : {"kubeConfig", "namePrefix", "nameSuffix", "postBuild", "patches"}) {
    names += text_of_tree(field(spec, {key})) + "|";
  }
  const Node* path = spec->find("path");
  sink.add(
      index, path ? path : source,
      {"Kustomization", source->text_of("kind"), or_default(source->text_of("namespace"), space),
       source->text_of("name"), plain_path(path ? path->text() : std::string_view()),
       spec->text_of("targetNamespace"), names});
}

}  // namespace

void collect_deployers(const Fleet& fleet, const Project& project, const Resource& resource,
                       uint32_t index, ClaimSink& sink) {
  if (is_kind(resource, "argoproj.io", "Application")) {
    if (const Node* source = field(resource.root, {"spec", "source"})) {
      claim_source(resource, *source, index, sink);
    }
    for (const Node* source : items(field(resource.root, {"spec", "sources"}))) {
      claim_source(resource, *source, index, sink);
    }
  } else if (is_kind(resource, "kustomize.toolkit.fluxcd.io", "Kustomization")) {
    claim_kustomization(resource, fleet.namespace_of(resource, project), index, sink);
  }
}

}  // namespace drydock::validate
