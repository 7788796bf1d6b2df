#include "projects/argocd/deployed.h"

#include <fmt/format.h>

#include <algorithm>

#include "projects/argocd/api_types.h"
#include "projects/argocd/application.h"
#include "projects/argocd/application_checks.h"
#include "projects/argocd/global_projects.h"
#include "projects/argocd/ignored_fields.h"
#include "projects/argocd/project_rules.h"

namespace drydock::projects::argocd {
namespace {

/// Argo CD only looks into its own namespace and those that its parameters name.
void check_namespace(const Deployed& deployed, std::string_view home,
                     std::vector<Diagnostic>& problems) {
  const Definition& definition = *deployed.definition;
  std::string_view place = definition.namespace_name;
  const std::vector<std::string>& known = deployed.server.application_namespaces;
  if (known.empty() || place.empty() || place == home) return;
  bool fits = std::any_of(known.begin(), known.end(), [&](const std::string& pattern) {
    return matches_namespace(pattern, place);
  });
  if (fits) return;
  Diagnostic& problem = problems.emplace_back();
  problem.severity = Severity::Warning;
  problem.rule = "argocd-definition";
  problem.message = fmt::format(
      "Argo CD does not look at the Application {}: `application.namespaces` of "
      "argocd-cmd-params-cm does not name {}",
      definition.name, place);
  problem.where = definition.node->where();
}

void check_destination(const Deployed& deployed, std::vector<Diagnostic>& problems) {
  if (!deployed.destination.unknown) return;
  const Definition& definition = *deployed.definition;
  Diagnostic& problem = problems.emplace_back();
  problem.severity = Severity::Warning;
  problem.rule = "argocd-destination";
  problem.message =
      deployed.destination.cluster.empty()
          ? fmt::format("the Application {} has no destination", definition.name)
          : fmt::format("no inventory has the cluster {}, where the Application {} goes",
                        deployed.destination.cluster, definition.name);
  const Node* spec = definition.node->find("spec");
  const Node* place = spec ? spec->find("destination") : nullptr;
  problem.where = place ? place->where() : definition.node->where();
}

}  // namespace

void check_deployed(const Deployed& deployed, const DeployedWorld& world,
                    std::vector<Diagnostic>& problems) {
  const Definition& definition = *deployed.definition;
  std::string_view name = text_of(field_of(definition.value, "spec"), "project");
  std::vector<DestinationCluster> own_clusters;
  for (const ClusterEntry& cluster : world.definitions.clusters(definition.cluster)) {
    if (cluster.project == name) own_clusters.push_back({cluster.server, cluster.name});
  }
  CheckedApplication application{.definition = definition};
  application.app_project = world.definitions.app_project(definition.cluster, name);
  Arena rules;
  if (application.app_project) {
    auto find = [&](std::string_view other) {
      const Definition* found = world.definitions.app_project(definition.cluster, other);
      return found ? found->value : Value();
    };
    Value own = application.app_project->value;
    const ServerSettings& server = deployed.server;
    bool has_labels = field_of(field_of(own, "metadata"), "labels").is_map();
    application.knows_rules = server.is_known || !has_labels;
    application.rules = with_global_projects(own, server.global_projects, find, rules);
  }
  application.destination = deployed.destination.named;
  application.namespace_name = deployed.destination.namespace_name;
  application.project_clusters = own_clusters;
  application.is_here = world.is_here;
  check_application(application, problems);
  if (deployed.rendered) {
    check_objects(application, deployed.rendered->set, problems);
    Arena scratch;
    std::vector<std::string> folders;
    for (Value source : sources_of(definition.value, scratch)) {
      if (std::optional<std::string> folder = world.folder_here(source)) folders.push_back(*folder);
    }
    check_generate_paths(definition, folders, deployed.rendered->inputs, problems);
  }
  for (const IgnoreRule& rule : ignore_rules_of(definition.value, definition.node)) {
    for (Diagnostic& fault : faults_of(rule, definition.node->where())) {
      problems.push_back(std::move(fault));
    }
  }
  check_namespace(deployed, world.home, problems);
  check_destination(deployed, problems);
}

}  // namespace drydock::projects::argocd
