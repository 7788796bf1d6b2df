#include "projects/argocd/destination.h"

#include "projects/argocd/api_types.h"

namespace drydock::projects::argocd {

Destination destination_of(const Definition& application, const Definitions& definitions,
                           const Settings& settings) {
  Value wanted = field_of(field_of(application.value, "spec"), "destination");
  std::string_view name = text_of(wanted, "name");
  std::string_view server = text_of(wanted, "server");
  Destination result;
  result.namespace_name = text_of(wanted, "namespace");
  result.named = {server, name};
  std::vector<ClusterEntry> clusters = definitions.clusters(application.cluster);
  const ClusterEntry* found = nullptr;
  for (const ClusterEntry& cluster : clusters) {
    bool fits = name.empty() ? cluster.server == server : cluster.name == name;
    if (fits && !found) found = &cluster;
  }
  bool own = name == kInCluster || (name.empty() && server == kInClusterServer);
  if (found) result.named = {found->server, found->name};
  if (own && !found) result.named = {kInClusterServer, kInCluster};
  if (own || (found && found->server == kInClusterServer)) {
    result.cluster = application.cluster;
  } else if (found) {
    result.cluster = found->name;
  } else {
    result.cluster = name.empty() ? server : name;
    result.unknown = !clusters.empty() || result.cluster.empty();
  }
  result.kube_version = settings.kubernetes_version;
  for (const ClusterSettings& cluster : settings.clusters) {
    if (cluster.name != result.cluster && (server.empty() || cluster.server != server)) continue;
    if (!cluster.kubernetes_version.empty()) result.kube_version = cluster.kubernetes_version;
    result.api_versions = cluster.api_versions;
  }
  return result;
}

}  // namespace drydock::projects::argocd
