#include "cli/helm_downloads.h"

#include <chrono>

#include "cli/read_file.h"
#include "cli/web_settings.h"
#include "core/error.h"
#include "core/semver.h"
#include "render/time/go_time.h"

namespace drydock::cli {
namespace {

bool read_whole(const std::string& path, SourceFile& file) {
  std::optional<std::string> text = read_whole_file(path);
  if (!text) return false;
  file = {path, std::move(*text)};
  return true;
}

std::string docker_config() {
  std::string folder = environment_text({"DOCKER_CONFIG"});
  return folder.empty() ? environment_text({"HOME"}) + "/.docker/config.json"
                        : folder + "/config.json";
}

std::string helm_folder(const char* own, const char* xdg, std::string_view below_home) {
  std::string folder = environment_text({own});
  if (!folder.empty()) return folder;
  folder = environment_text({xdg});
  if (!folder.empty()) return folder + "/helm";
  return fmt::format("{}/{}/helm", environment_text({"HOME"}), below_home);
}

std::string repository_config(const HelmCall& call) {
  if (!call.globals.repository_config.empty()) return call.globals.repository_config;
  std::string path = environment_text({"HELM_REPOSITORY_CONFIG"});
  if (!path.empty()) return path;
  return helm_folder("HELM_CONFIG_HOME", "XDG_CONFIG_HOME", ".config") + "/repositories.yaml";
}

std::string registry_config(const HelmCall& call) {
  if (!call.globals.registry_config.empty()) return call.globals.registry_config;
  std::string path = environment_text({"HELM_REGISTRY_CONFIG"});
  if (!path.empty()) return path;
  return helm_folder("HELM_CONFIG_HOME", "XDG_CONFIG_HOME", ".config") + "/registry/config.json";
}

std::string chart_cache_folder() {
  std::string own = environment_text({"DRYDOCK_CACHE"});
  if (!own.empty()) return own + "/charts";
  std::string cache = environment_text({"XDG_CACHE_HOME"});
  if (cache.empty()) cache = environment_text({"HOME"}) + "/.cache";
  return cache + "/drydock/charts";
}

fetch::HttpSettings http_settings(const HelmChartFlags& flags) {
  fetch::HttpSettings http = web_settings();
  if (!flags.ca_file.empty()) http.ca_file = flags.ca_file;
  http.cert_file = flags.cert_file;
  http.key_file = flags.key_file;
  http.insecure = flags.insecure;
  return http;
}

}  // namespace

std::vector<fetch::Repository> read_repositories(const HelmCall& call) {
  SourceFile file;
  if (!read_whole(call.path(repository_config(call)), file)) return {};
  try {
    return fetch::parse_repositories(file);
  } catch (Error& error) {
    error.diagnostic().where = {};  // the file goes with this function
    throw;
  }
}

std::unique_ptr<fetch::ChartSource> make_chart_source(const HelmCall& call,
                                                      const HelmChartFlags& flags,
                                                      std::vector<fetch::Repository> repositories) {
  if (flags.verify) {
    fail("usage",
         "drydock checks digests, and no signatures: leave --verify out, or verify with helm");
  }
  fetch::SourceSettings settings;
  settings.allowed = call.globals.allow_network;
  settings.http = http_settings(flags);
  settings.plain_http = flags.plain_http;
  settings.username = flags.username;
  settings.password = flags.password;
  settings.pass_credentials = flags.pass_credentials;
  settings.repositories = std::move(repositories);
  settings.cache_folder = chart_cache_folder();
  if (!settings.allowed) return std::make_unique<fetch::ChartSource>(std::move(settings));
  for (const std::string& path : {call.path(registry_config(call)), docker_config()}) {
    SourceFile file;
    if (!read_whole(path, file)) continue;
    try {
      settings.logins.add_file(file);
    } catch (Error& error) {
      error.diagnostic().where = {};  // the file goes with this function
      throw;
    }
  }
  return std::make_unique<fetch::ChartSource>(std::move(settings));
}

namespace {

/// The highest version that fits a range; the highest of all for an empty one.
std::string pick_version(fetch::ChartSource& source, std::string_view repository,
                         std::string_view chart, std::string_view wanted) {
  SemConstraint range = SemConstraint::parse(wanted.empty() ? "*" : wanted);
  for (const std::string& version : source.versions(repository, chart)) {
    if (range.allows(SemVersion::parse(version))) return version;
  }
  fail("download", fmt::format("chart \"{}\" version \"{}\" not found in {} repository", chart,
                               wanted, repository));
}

DownloadedChart from_repository(fetch::ChartSource& source, std::string_view repository,
                                std::string_view chart, std::string_view wanted) {
  fetch::ChartDownload download = download_from(source, repository, chart, wanted);
  return {fmt::format("{}/{}", repository, download.file_name), std::move(download.bytes)};
}

}  // namespace

fetch::ChartDownload download_from(fetch::ChartSource& source, std::string_view repository,
                                   std::string_view chart, std::string_view wanted) {
  std::string version = wanted.empty() || !fetch::is_version(wanted)
                            ? pick_version(source, repository, chart, wanted)
                            : std::string(wanted);
  return source.download(repository, chart, version);
}

DownloadedChart download_chart(const HelmCall& call, const HelmChartFlags& flags,
                               const std::string& reference) {
  std::vector<fetch::Repository> repositories = read_repositories(call);
  std::unique_ptr<fetch::ChartSource> source = make_chart_source(call, flags, repositories);
  std::string wanted = flags.version;
  if (wanted.empty() && flags.development) wanted = ">0.0.0-0";
  if (!flags.repository.empty()) {
    return from_repository(*source, flags.repository, reference, wanted);
  }
  size_t slash = reference.rfind('/');
  if (fetch::is_registry(reference)) {
    std::string_view repository = std::string_view(reference).substr(0, slash);
    std::string_view chart = std::string_view(reference).substr(slash + 1);
    size_t colon = chart.find(':');
    if (colon != std::string_view::npos && wanted.empty()) wanted = chart.substr(colon + 1);
    return from_repository(*source, repository, chart.substr(0, colon), wanted);
  }
  if (reference.find("://") != std::string::npos) {
    return {reference, source->download_file(reference)};
  }
  if (slash == std::string::npos) {
    fail("chart-invalid",
         fmt::format("non-absolute URLs should be in form of repo_name/path_to_chart, got: {}",
                     reference));
  }
  std::string name = reference.substr(0, reference.find('/'));
  for (const fetch::Repository& repository : repositories) {
    if (repository.name != name) continue;
    return from_repository(*source, repository.url, reference.substr(name.size() + 1), wanted);
  }
  fail("chart-invalid", fmt::format("repo {} not found", name));
}

const SourceFile& download_values(HelmCall& call, const std::string& address) {
  std::unique_ptr<fetch::ChartSource> source = make_chart_source(call, {}, {});
  return call.session.sources.add(address, source->download_file(address));
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
