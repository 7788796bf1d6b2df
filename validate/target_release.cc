#include "validate/target_release.h"

#include "schemas/kubernetes.h"

namespace drydock::validate {

int target_release(const Settings& settings, std::string_view cluster) {
  const schemas::ApiTable& table = schemas::kubernetes_api();
  for (const ClusterSettings& one : settings.clusters) {
    if (one.name != cluster || one.kubernetes_version.empty()) continue;
    if (auto release = table.nearest_release(one.kubernetes_version)) return *release;
  }
  return table.nearest_release(settings.kubernetes_version).value_or(table.newest());
}

}  // namespace drydock::validate
