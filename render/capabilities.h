#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/value.h"

namespace drydock::render {

/// The version of a cluster, as Helm takes it apart.
struct KubeVersion {
  std::string full;        // "v1.31.5-gke.1000"
  std::string normalized;  // "v1.31.5"
  std::string major;
  std::string minor;

  /// What `.Capabilities.KubeVersion.Version` is: Helm 3 drops the suffix.
  const std::string& shown(int helm_version) const { return helm_version == 3 ? normalized : full; }
};

/// "1.31", "v1.31.5-gke.1000". Throws Error, rule `usage`, with Helm's text for what is no version.
KubeVersion parse_kube_version(std::string_view text);

/// The API versions that Helm knows of without a cluster.
std::span<const std::string_view> built_in_api_versions();

/// `.Capabilities` of a release: the built-in API versions and further ones.
Value make_release_capabilities(const KubeVersion& kube_version,
                                std::span<const std::string> more_api_versions, int helm_version,
                                Arena& arena);

}  // namespace drydock::render
