#include "schemas/custom_kinds.h"

namespace drydock::schemas {
namespace {

bool is_true(const Node* node) { return node && node->is_scalar() && node->text() == "true"; }

const Node* path(const Node* node, std::initializer_list<std::string_view> keys) {
  for (std::string_view key : keys) node = node ? node->find(key) : nullptr;
  return node;
}

CustomVersion common_facts(const Node& spec) {
  CustomVersion facts;
  facts.group = spec.text_of("group");
  const Node* names = spec.find("names");
  if (names) facts.kind = names->text_of("kind");
  return facts;
}

CustomVersion read_version(const CustomVersion& common, const Node& entry, const Node* shared) {
  CustomVersion version = common;
  version.version = entry.text_of("name");
  version.where = &entry;
  const Node* served = entry.find("served");
  version.served = !served || is_true(served);
  version.deprecated = is_true(entry.find("deprecated"));
  version.deprecation_warning = entry.text_of("deprecationWarning");
  const Node* schema = path(&entry, {"schema", "openAPIV3Schema"});
  version.schema = schema ? schema : shared;
  return version;
}

std::vector<CustomVersion> of_definition(const Node& spec, bool is_beta) {
  CustomVersion common = common_facts(spec);
  common.scope = spec.text_of("scope") == "Cluster" ? Scope::Cluster : Scope::Namespaced;
  const Node* preserves = spec.find("preserveUnknownFields");
  common.preserves_unknown = preserves ? is_true(preserves) : is_beta;
  const Node* shared = path(&spec, {"validation", "openAPIV3Schema"});
  std::vector<CustomVersion> versions;
  const Node* list = spec.find("versions");
  for (const Node* entry : list ? list->elements() : std::span<Node* const>()) {
    if (entry->is_mapping()) versions.push_back(read_version(common, *entry, shared));
  }
  if (versions.empty() && !spec.text_of("version").empty()) {
    common.version = spec.text_of("version");
    common.schema = shared;
    common.where = &spec;
    versions.push_back(common);
  }
  return versions;
}

/// Composites are cluster-scoped (in v2 as the definition says), claims live in namespaces.
std::vector<CustomVersion> of_composite(const Node& spec) {
  CustomVersion common = common_facts(spec);
  common.scope = spec.text_of("scope") == "Namespaced" ? Scope::Namespaced : Scope::Cluster;
  common.is_composite = true;
  const Node* claims = spec.find("claimNames");
  const Node* list = spec.find("versions");
  std::vector<CustomVersion> versions;
  for (const Node* entry : list ? list->elements() : std::span<Node* const>()) {
    if (!entry->is_mapping()) continue;
    versions.push_back(read_version(common, *entry, nullptr));
    if (!claims) continue;
    versions.push_back(versions.back());
    versions.back().kind = claims->text_of("kind");
    versions.back().scope = Scope::Namespaced;
  }
  return versions;
}

}  // namespace

std::vector<CustomVersion> custom_versions(const Node& definition) {
  std::string_view kind = definition.text_of("kind");
  std::string_view api_version = definition.text_of("apiVersion");
  const Node* spec = definition.find("spec");
  if (!spec || !spec->is_mapping()) return {};
  std::vector<CustomVersion> versions;
  if (kind == "CustomResourceDefinition" && api_version.starts_with("apiextensions.k8s.io/")) {
    versions = of_definition(*spec, api_version.ends_with("v1beta1"));
  } else if (kind == "CompositeResourceDefinition" &&
             api_version.starts_with("apiextensions.crossplane.io/")) {
    versions = of_composite(*spec);
  }
  std::erase_if(versions, [](const CustomVersion& one) {
    return one.group.empty() || one.version.empty() || one.kind.empty();
  });
  return versions;
}

}  // namespace drydock::schemas
