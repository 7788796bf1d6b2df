#include "fetch/chart_source.h"

#include "core/error.h"
#include "fetch/digest.h"

namespace drydock::fetch {
namespace {

constexpr size_t kMaxIndex = size_t{128} * 1024 * 1024;

[[noreturn]] void refuse(std::string message) { fail("download", std::move(message)); }

void require_ok(const HttpResponse& response) {
  if (response.ok()) return;
  refuse(fmt::format("failed to fetch {} : {}", response.url.text(), response.status));
}

std::string last_part(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

/// What becomes a file's name must not lead elsewhere.
bool is_file_name(std::string_view name) {
  return !name.empty() && name.find('/') == std::string_view::npos && name.front() != '.' &&
         name.find('\0') == std::string_view::npos;
}

}  // namespace

ChartSource::ChartSource(SourceSettings settings)
    : settings_(std::move(settings)),
      cache_(settings_.cache_folder),
      registry_(settings_.http, settings_.logins, cache_, settings_.plain_http) {}

void ChartSource::require_network(std::string_view address) const {
  if (settings_.allowed) return;
  fail("network",
       fmt::format("{} is not asked: give --allow-network to let drydock use the network",
                   is_registry(address) ? std::string(address) : Url::parse(address).text()));
}

const Repository* ChartSource::find_repository(std::string_view url) const {
  for (const Repository& repository : settings_.repositories) {
    if (same_url(repository.url, url)) return &repository;
  }
  return nullptr;
}

HttpSettings ChartSource::http_settings(const Repository* repository) const {
  HttpSettings http = settings_.http;
  if (!repository) return http;
  if (!repository->ca_file.empty()) http.ca_file = repository->ca_file;
  if (!repository->cert_file.empty()) http.cert_file = repository->cert_file;
  if (!repository->key_file.empty()) http.key_file = repository->key_file;
  http.insecure = http.insecure || repository->insecure;
  return http;
}

/// Logins go to the repository's own host only, unless told otherwise.
HttpRequest ChartSource::request_for(const Repository* repository, const Url& base, Url url) const {
  HttpRequest request;
  std::string user = repository ? repository->username : settings_.username;
  std::string password = repository ? repository->password : settings_.password;
  bool everywhere = repository ? repository->pass_credentials : settings_.pass_credentials;
  bool own_host = url.host == base.host && url.port == base.port && url.scheme == base.scheme;
  if (!user.empty() && (own_host || everywhere)) {
    request.authorization = basic_authorization(user, password);
  } else if (!url.user_info.empty()) {
    size_t colon = url.user_info.find(':');
    request.authorization =
        basic_authorization(url.user_info.substr(0, colon),
                            colon == std::string::npos ? "" : url.user_info.substr(colon + 1));
  }
  request.authorize_all = everywhere;
  request.url = std::move(url);
  return request;
}

void ChartSource::refresh(std::string_view repository) {
  require_network(repository);
  const Repository* known = find_repository(repository);
  Url base = Url::parse(repository);
  HttpRequest request = request_for(known, base, resolve(base, "index.yaml", true));
  request.max_bytes = kMaxIndex;
  HttpResponse response = send(request, http_settings(known));
  require_ok(response);
  SourceFile& file = files_.emplace_back();
  file = {request.url.text(), std::move(response.body)};
  indexes_.insert_or_assign(std::string(repository), RepositoryIndex::parse(file));
}

const RepositoryIndex& ChartSource::index_of(std::string_view repository) {
  auto found = indexes_.find(repository);
  if (found == indexes_.end()) {
    refresh(repository);
    found = indexes_.find(repository);
  }
  return found->second;
}

std::vector<std::string> ChartSource::versions(std::string_view repository,
                                               std::string_view chart) {
  if (is_registry(repository)) {
    require_network(repository);
    return registry_.versions(fmt::format("{}/{}", repository, chart));
  }
  const std::vector<ChartVersion>* found = index_of(repository).find(chart);
  if (!found) refuse(fmt::format("{} chart not found in repo {}", chart, repository));
  std::vector<std::string> versions;
  for (const ChartVersion& one : *found) {
    if (!one.urls.empty()) versions.push_back(one.version);
  }
  return versions;
}

ChartDownload ChartSource::download_from_registry(std::string_view repository,
                                                  std::string_view chart,
                                                  std::string_view version) {
  require_network(repository);
  std::string whole = fmt::format("{}/{}", repository, chart);
  PulledChart pulled = registry_.pull(whole, version);
  ChartDownload download;
  download.file_name = fmt::format("{}-{}.tgz", last_part(whole), version);
  download.bytes = std::move(pulled.bytes);
  download.reference =
      fmt::format("{}:{}", whole.substr(std::string_view("oci://").size()), version);
  download.digest = std::move(pulled.digest);
  if (!is_file_name(download.file_name)) refuse(fmt::format("`{}` is no version", version));
  return download;
}

ChartDownload ChartSource::download(std::string_view repository, std::string_view chart,
                                    std::string_view version) {
  if (is_registry(repository)) return download_from_registry(repository, chart, version);
  const std::vector<ChartVersion>* versions = index_of(repository).find(chart);
  if (!versions) refuse(fmt::format("{} chart not found in repo {}", chart, repository));
  for (const ChartVersion& one : *versions) {
    if (one.urls.empty() || (!version.empty() && !same_version(version, one.version))) continue;
    Url url = resolve(Url::parse(repository), one.urls.front(), true);
    ChartDownload download;
    download.file_name = last_part(url.path);
    if (!is_file_name(download.file_name)) refuse(fmt::format("{} names no file", url.text()));
    download.bytes = fetch_archive(find_repository(repository), repository, one, url);
    return download;
  }
  refuse(fmt::format("chart {} version {} not found in {}", chart, version, repository));
}

std::string ChartSource::fetch_archive(const Repository* known, std::string_view repository,
                                       const ChartVersion& version, const Url& url) {
  std::string digits = sha256_digits(version.digest);
  if (std::optional<std::string> kept = cache_.find(digits)) return std::move(*kept);
  HttpRequest request = request_for(known, Url::parse(repository), url);
  request.headers.emplace_back("Accept", "application/gzip,application/octet-stream");
  HttpResponse response = send(request, http_settings(known));
  require_ok(response);
  if (!digits.empty() && sha256_hex(response.body) != digits) {
    refuse(fmt::format("{} is not what the repository's index says (sha256 {}): it was changed",
                       url.text(), digits));
  }
  cache_.keep(digits, response.body);
  return std::move(response.body);
}

std::string ChartSource::download_file(std::string_view address) {
  require_network(address);
  Url url = Url::parse(address);
  HttpResponse response = send(request_for(nullptr, url, url), settings_.http);
  require_ok(response);
  return std::move(response.body);
}

}  // namespace drydock::fetch
