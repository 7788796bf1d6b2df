#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/settings.h"
#include "core/value.h"
#include "core/yaml/node.h"

namespace drydock::projects::argocd {

inline constexpr std::string_view kInCluster = "in-cluster";
inline constexpr std::string_view kInClusterServer = "https://kubernetes.default.svc";

/// A cluster that Argo CD knows, by a Secret or by `clusters:` of drydock.yaml. Texts live with
/// whoever made it.
struct ClusterEntry {
  std::string_view secret;  // the name of the Secret
  std::string_view name;
  std::string_view server;
  std::string_view project;               // only for Applications of this one; empty: for all
  const ValueMap* labels = nullptr;       // never null, texts
  const ValueMap* annotations = nullptr;  // never null, texts
};

/// The cluster that a Secret tells of; nothing for a Secret that is no cluster of the Argo CD in
/// `namespace_name`. `secret` is the decoded object.
std::optional<ClusterEntry> cluster_of_secret(Value secret, std::string_view namespace_name,
                                              Arena& arena);
ClusterEntry cluster_of_settings(const ClusterSettings& settings, Arena& arena);

/// By the names of the Secrets: of two with one name of a cluster, the later one counts.
void sort_clusters(std::vector<ClusterEntry>& clusters);

}  // namespace drydock::projects::argocd
