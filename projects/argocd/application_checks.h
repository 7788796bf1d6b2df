#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"
#include "core/rendered.h"
#include "core/value.h"
#include "projects/argocd/cluster_inventory.h"
#include "projects/argocd/definitions.h"
#include "projects/argocd/project_rules.h"

namespace drydock::projects::argocd {

/// What the checks of one Application look at.
struct CheckedApplication {
  const Definition& definition;
  const Definition* app_project = nullptr;  // null: not in the repository
  DestinationCluster destination;
  std::string_view namespace_name;
  std::span<const DestinationCluster> project_clusters;
  std::function<bool(std::string_view url)> is_here;
};

/// What can be said before it is rendered: rules of its AppProject, versions that move.
void check_application(const CheckedApplication& application, std::vector<Diagnostic>& problems);

/// What its AppProject forbids of its objects.
void check_objects(const CheckedApplication& application, const ResourceSet& set,
                   std::vector<Diagnostic>& problems);

/// Files that were read and that its annotation manifest-generate-paths leaves out: Argo CD would
/// not look when they change.
void check_generate_paths(const Definition& definition, std::span<const std::string> source_paths,
                          const InputLog& inputs, std::vector<Diagnostic>& problems);

/// Applications that render each other.
void check_cycles(const Definitions& definitions, std::vector<Diagnostic>& problems);
/// Applications that deploy the same to the same place.
/// `is_chart` says whether a source is rendered by Helm, which names objects by the Application.
void check_doubles(const Definitions& definitions, const std::function<bool(Value)>& is_chart,
                   std::vector<Diagnostic>& problems);

/// The first placeholder that no generator filled; empty when there is none. Helm's values are not
/// looked at, which have placeholders of their own.
std::string unfilled_placeholder(Value application);
/// Those of the Applications of a set.
void check_placeholders(const Definition& set, std::span<const Value> applications,
                        std::vector<Diagnostic>& problems);

/// One finding for what is said of one place several times, as of Applications of one template.
void merge_repeated(std::vector<Diagnostic>& problems);

}  // namespace drydock::projects::argocd
