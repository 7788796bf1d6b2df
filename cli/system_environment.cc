#include "cli/system_environment.h"

#include <chrono>
#include <cstdlib>

namespace drydock::cli {

render::Environment system_environment(int helm_version) {
  render::Environment environment;
  environment.helm_version = helm_version;
  auto now = std::chrono::system_clock::now().time_since_epoch();
  auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now);
  environment.now_seconds = seconds.count();
  environment.now_nanos =
      std::chrono::duration_cast<std::chrono::nanoseconds>(now - seconds).count();
  const char* zone = std::getenv("TZ");
  if (zone && *zone) environment.local_zone = zone;
  return environment;
}

std::string kube_version_override() {
  const char* version = std::getenv("DRYDOCK_KUBE_VERSION");
  return version ? version : "";
}

}  // namespace drydock::cli
