#include "cli/helm_environment.h"

#include <arpa/inet.h>

#include <chrono>
#include <cstdlib>

#include "core/error.h"

namespace drydock::cli {

render::Environment make_helm_environment(int helm_version) {
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

std::string find_host(std::string_view host, const fetch::LookupSettings& settings) {
  try {
    fetch::Address address = fetch::look_up(host, settings).front();
    char text[INET6_ADDRSTRLEN] = "";
    inet_ntop(address.is_v6 ? AF_INET6 : AF_INET, address.bytes.data(), text, sizeof text);
    return text;
  } catch (const Error&) {
    return "";
  }
}

std::string kube_version_override() {
  const char* version = std::getenv("DRYDOCK_KUBE_VERSION");
  return version ? version : "";
}

render::KubeVersion helm_kube_version(std::string given) {
  if (given.empty()) given = kube_version_override();
  if (given.empty()) given = "v1.37.0";
  try {
    return render::parse_kube_version(given);
  } catch (Error& error) {
    error.diagnostic().message.insert(0, fmt::format("invalid kube version '{}': ", given));
    throw;
  }
}

}  // namespace drydock::cli
