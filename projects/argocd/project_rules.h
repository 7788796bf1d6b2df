#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/value.h"

namespace drydock::projects::argocd {

// What an AppProject permits. `project` conforms to kAppProjectType; nothing else counts.

/// A cluster as destinations name it.
struct DestinationCluster {
  std::string_view server;
  std::string_view name;
};

/// A URL as Argo CD compares repositories: no case, no ".git", ssh in one form.
std::string normalized_repository(std::string_view url);

bool permits_source(Value project, std::string_view repository);

/// `project_clusters` are those that belong to the project alone; they count when it permits only
/// these.
bool permits_destination(Value project, const DestinationCluster& cluster,
                         std::string_view namespace_name,
                         std::span<const DestinationCluster> project_clusters = {});

bool permits_kind(Value project, std::string_view group, std::string_view kind,
                  std::string_view name, bool namespaced);

/// Of an object as it is deployed: kind and destination. Without a namespace it is cluster-scoped.
bool permits_resource(Value project, std::string_view group, std::string_view kind,
                      std::string_view name, const DestinationCluster& cluster,
                      std::string_view namespace_name,
                      std::span<const DestinationCluster> project_clusters = {});

/// A namespace by a pattern, or by a regular expression between slashes.
bool matches_namespace(std::string_view pattern, std::string_view namespace_name);

/// Whether Applications of a namespace may belong to the project; those of Argo CD's own may.
bool permits_application_namespace(Value project, std::string_view namespace_name,
                                   std::string_view argocd_namespace);

/// Why Argo CD refuses the project itself, one sentence; empty when it does not.
std::string project_problem(Value project);

}  // namespace drydock::projects::argocd
