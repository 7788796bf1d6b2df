#include "cli/ignored_drift.h"

#include <vector>

#include "cli/argocd_config.h"
#include "cli/argocd_diff_sides.h"
#include "core/error.h"
#include "core/json/write.h"
#include "core/yaml/decode.h"
#include "core/yaml/read.h"
#include "plan/content.h"
#include "plan/managed_fields.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/definitions.h"
#include "projects/argocd/value_paths.h"

namespace drydock::cli {

namespace argocd = projects::argocd;

IgnoredDrift::IgnoredDrift(Session& session, const OpenedSide& side) : sources_(session.sources) {
  if (!side.repository) return;
  std::vector<const Project*> applications;
  for (const Project& project : side.repository->projects) {
    if (project.renderer == Renderer::ArgoCd && project.definition) {
      applications.push_back(&project);
    }
  }
  if (applications.empty()) return;
  std::vector<Diagnostic> problems;  // told when the repository is checked
  argocd::Definitions definitions(side.repository->settings, argocd_settings(session),
                                  session.sources);
  for (const RenderedProject& rendered : side.rendered) definitions.read(rendered, problems);
  for (const Project* project : applications) {
    const Node& node = *project->definition;
    Value value = argocd::conform(argocd::decode_object(node, arena_), argocd::kApplicationType,
                                  arena_, &node);
    by_project_.try_emplace(project->name, value,
                            definitions.server_settings(controller_cluster(side, *project)));
  }
}

void IgnoredDrift::pass_over(const plan::PlanObject& wanted, plan::Manifest& before,
                             plan::Manifest& after, const plan::Kinds& kinds) {
  auto found = by_project_.find(wanted.project);
  if (found == by_project_.end() || !before.root || !after.root) return;
  const argocd::IgnoredFields& ignored = found->second;
  Node* live = plan::content_of(*before.root, before.dialect, arena_);
  Node* said = plan::content_of(*after.root, after.dialect, arena_);
  plan::remove_managed_fields(*live, *said,
                              ignored.managers_of(wanted.gvk, wanted.name, wanted.namespace_name),
                              kinds.find(wanted.gvk, wanted.cluster).shape);
  before = rest_of(before, *live, wanted.namespace_name, ignored);
  after = rest_of(after, *said, wanted.namespace_name, ignored);
}

plan::Manifest IgnoredDrift::rest_of(const plan::Manifest& manifest, const Node& content,
                                     std::string_view namespace_name,
                                     const argocd::IgnoredFields& ignored) {
  YamlDecoded decoded = decode_yaml(&content, arena_, {YamlDialect::Sigs, YamlNumbers::Exact});
  if (decoded.problem || !decoded.value.is_map()) return manifest;
  Value value = argocd::copy_value(decoded.value, arena_);
  ignored.remove_from(value, namespace_name, arena_);
  const SourceFile& text = sources_.add("without what is ignored", to_json(value));
  YamlDocuments documents = read_yaml(text, arena_);
  if (documents.roots.empty() || !documents.roots[0]) return manifest;
  plan::Manifest rest = manifest;
  rest.root = documents.roots[0];
  rest.dialect = YamlDialect::Sigs;
  return rest;
}

}  // namespace drydock::cli
