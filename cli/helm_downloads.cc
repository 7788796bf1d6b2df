#include "cli/helm_downloads.h"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "core/error.h"
#include "render/time/go_time.h"

namespace drydock::cli {
namespace {

std::string environment(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* value = std::getenv(name);
    if (value && *value) return value;
  }
  return "";
}

bool read_whole(const std::string& path, SourceFile& file) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return false;
  file.path = path;
  file.text.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  return true;
}

std::string docker_config() {
  std::string folder = environment({"DOCKER_CONFIG"});
  return folder.empty() ? environment({"HOME"}) + "/.docker/config.json" : folder + "/config.json";
}

std::string cache_folder() {
  std::string own = environment({"DRYDOCK_CACHE"});
  if (!own.empty()) return own + "/charts";
  std::string cache = environment({"XDG_CACHE_HOME"});
  if (cache.empty()) cache = environment({"HOME"}) + "/.cache";
  return cache + "/drydock/charts";
}

fetch::HttpSettings http_settings(const ChartFlags& chart) {
  fetch::HttpSettings http;
  http.http_proxy = environment({"HTTP_PROXY", "http_proxy"});
  http.https_proxy = environment({"HTTPS_PROXY", "https_proxy"});
  http.no_proxy = environment({"NO_PROXY", "no_proxy"});
  http.ca_file = chart.ca_file.empty() ? environment({"SSL_CERT_FILE"}) : chart.ca_file;
  http.ca_folder = environment({"SSL_CERT_DIR"});
  http.cert_file = chart.cert_file;
  http.key_file = chart.key_file;
  http.insecure = chart.insecure;
  return http;
}

}  // namespace

std::vector<fetch::Repository> read_repositories(const HelmFlags& flags) {
  SourceFile file;
  if (!read_whole(flags.repository_config, file)) return {};
  try {
    return fetch::parse_repositories(file);
  } catch (Error& error) {
    error.diagnostic().where = {};  // the file goes with this function
    throw;
  }
}

std::unique_ptr<fetch::ChartSource> make_chart_source(const HelmFlags& flags,
                                                      const ChartFlags& chart,
                                                      std::vector<fetch::Repository> repositories) {
  fetch::SourceSettings settings;
  settings.allowed = flags.allow_network;
  settings.http = http_settings(chart);
  settings.plain_http = chart.plain_http;
  settings.username = chart.username;
  settings.password = chart.password;
  settings.pass_credentials = chart.pass_credentials;
  settings.repositories = std::move(repositories);
  settings.cache_folder = cache_folder();
  if (flags.allow_network) {
    for (const std::string& path : {flags.registry_config, docker_config()}) {
      SourceFile file;
      if (!read_whole(path, file)) continue;
      try {
        settings.logins.add_file(file);
      } catch (Error& error) {
        error.diagnostic().where = {};
        throw;
      }
    }
  }
  return std::make_unique<fetch::ChartSource>(std::move(settings));
}

std::string now_text() {
  auto now = std::chrono::system_clock::now().time_since_epoch();
  int64_t nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
  constexpr int64_t kSecond = 1'000'000'000;
  render::GoTime time;
  time.seconds = nanos / kSecond;
  time.nanos = static_cast<int32_t>(nanos % kSecond);
  return render::format_time(time, "2006-01-02T15:04:05.999999999Z07:00");
}

}  // namespace drydock::cli
