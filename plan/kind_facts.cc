#include "plan/kind_facts.h"

#include "schemas/custom_kinds.h"
#include "schemas/kubernetes.h"

namespace drydock::plan {
namespace {

std::string name_of(std::string_view cluster, const Gvk& gvk) {
  return fmt::format("{}|{}/{}/{}", cluster, gvk.group, gvk.version, gvk.kind);
}

schemas::ApiKind built_in(const Gvk& gvk) {
  const schemas::ApiTable& api = schemas::kubernetes_api();
  schemas::ApiKind kind = api.find(gvk, kRelease);
  if (!kind || kind.schema()) return kind;
  // Gone, or not yet there: as the nearest release has it.
  schemas::ReleaseRange known = kind.releases();
  return api.find(gvk, known.last < kRelease ? known.last : known.first);
}

}  // namespace

void Kinds::add(const Node& definition, YamlDialect dialect, std::string_view cluster) {
  for (const schemas::CustomVersion& version : schemas::custom_versions(definition)) {
    Custom& custom = custom_.emplace_back();
    custom.group = version.group;
    custom.version = version.version;
    custom.kind = version.kind;
    if (version.schema && version.schema->is_mapping()) {
      custom.schema = schemas::json_from_node(*version.schema, dialect, arena_);
      custom.has_schema = true;
    }
    Gvk gvk{custom.group, custom.version, custom.kind};
    by_name_.try_emplace(name_of(cluster, gvk), &custom);
    by_name_.try_emplace(name_of("", gvk), &custom);
  }
}

KindFacts Kinds::find(const Gvk& gvk, std::string_view cluster) const {
  KindFacts facts;
  facts.gvk = gvk;
  if (schemas::ApiKind kind = built_in(gvk)) {
    facts.is_built_in = true;
    facts.shape = Shape(kind.schema());
    // Their controllers compare templates as they are stored.
    bool as_text = gvk.group == "apps" && (gvk.kind == "StatefulSet" || gvk.kind == "DaemonSet");
    if (as_text) facts.shape = facts.shape.with_quantities_as_text();
    facts.defaults = schemas::server_defaults(gvk);
    return facts;
  }
  auto found = by_name_.find(name_of(cluster, gvk));
  if (found == by_name_.end()) found = by_name_.find(name_of("", gvk));
  if (found != by_name_.end() && found->second->has_schema) {
    facts.custom_schema = &found->second->schema;
  }
  facts.shape = Shape::custom_root(facts.custom_schema);
  return facts;
}

}  // namespace drydock::plan
