#include "cli/web_settings.h"

#include <cstdlib>

namespace drydock::cli {

std::string environment_text(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* value = std::getenv(name);
    if (value && *value) return value;
  }
  return "";
}

fetch::HttpSettings web_settings() {
  fetch::HttpSettings http;
  http.http_proxy = environment_text({"HTTP_PROXY", "http_proxy"});
  http.https_proxy = environment_text({"HTTPS_PROXY", "https_proxy"});
  http.no_proxy = environment_text({"NO_PROXY", "no_proxy"});
  http.ca_file = environment_text({"SSL_CERT_FILE"});
  http.ca_folder = environment_text({"SSL_CERT_DIR"});
  return http;
}

}  // namespace drydock::cli
