#include "fetch/registry.h"

#include <algorithm>

#include "core/arena.h"
#include "core/error.h"
#include "core/json/parse.h"
#include "core/semver.h"
#include "fetch/digest.h"
#include "fetch/repository_index.h"

namespace drydock::fetch {
namespace {

constexpr std::string_view kManifest = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view kIndex = "application/vnd.oci.image.index.v1+json";
constexpr std::string_view kChartLayers[] = {
    "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
    "application/tar+gzip",  // before Helm 3.7
};
constexpr size_t kMaxManifest = size_t{4} * 1024 * 1024;
constexpr size_t kMaxTagsPage = size_t{16} * 1024 * 1024;
constexpr size_t kMaxToken = size_t{1} * 1024 * 1024;
constexpr size_t kMaxChart = size_t{100} * 1024 * 1024;
constexpr int kMaxPages = 1000;

[[noreturn]] void refuse(std::string message) { fail("download", std::move(message)); }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return out;
}

Value parse_object(const HttpResponse& response, Arena& arena) {
  JsonResult parsed = parse_json(response.body, arena);
  if (!parsed.ok() || !parsed.value.is_map()) {
    refuse(fmt::format("{} answers something that is no JSON object", response.url.text()));
  }
  return parsed.value;
}

std::string text_of(const Value& map, std::string_view key) {
  const Value* value = map.as_map().find(key);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

std::vector<Value> objects_of(const Value& map, std::string_view key) {
  std::vector<Value> objects;
  const Value* list = map.as_map().find(key);
  if (!list || !list->is_list()) return objects;
  for (const Value& item : list->as_list()) {
    if (item.is_map()) objects.push_back(item);
  }
  return objects;
}

/// The address in `Link: </v2/…>; rel="next"`; empty for the last page.
std::string next_page(const HttpResponse& response) {
  std::string_view link = response.header("Link");
  size_t begin = link.find('<');
  size_t end = link.find('>', begin);
  if (begin == std::string_view::npos || end == std::string_view::npos) return "";
  return std::string(link.substr(begin + 1, end - begin - 1));
}

void require_ok(const HttpResponse& response) {
  if (response.ok()) return;
  std::string_view why = response.status == 401   ? ": the login is missing or wrong"
                         : response.status == 403 ? ": the login may not read it"
                         : response.status == 404 ? ": there is no such thing"
                                                  : "";
  refuse(fmt::format("{} answers {}{}", response.url.text(), response.status, why));
}

}  // namespace

std::map<std::string, std::string> parse_challenge(std::string_view header) {
  std::map<std::string, std::string> parts;
  size_t blank = std::min(header.find(' '), header.size());
  parts[""] = lower(header.substr(0, blank));
  size_t at = blank;
  while (at < header.size()) {
    size_t begin = header.find_first_not_of(" ,", at);
    size_t equals = header.find('=', begin);
    if (begin == std::string_view::npos || equals == std::string_view::npos) break;
    std::string name = lower(header.substr(begin, equals - begin));
    std::string value;
    at = equals + 1;
    if (at < header.size() && header[at] == '"') {
      for (++at; at < header.size() && header[at] != '"'; ++at) {
        if (header[at] == '\\' && at + 1 < header.size()) ++at;
        value += header[at];
      }
      ++at;
    } else {
      size_t end = std::min(header.find(',', at), header.size());
      value = header.substr(at, end - at);
      at = end;
    }
    parts.insert_or_assign(std::move(name), std::move(value));
  }
  return parts;
}

Registry::Place Registry::place_of(std::string_view repository) const {
  Url url = Url::parse(repository);
  Place place;
  place.base.scheme = plain_http_ ? "http" : "https";
  place.base.host = url.host == "docker.io" ? "registry-1.docker.io" : url.host;
  // Url has 443 for the address without a port.
  bool usual =
      Url::parse(fmt::format("https://{}", url.authority())).port == 443 && url.port == 443;
  place.base.port = usual && plain_http_ ? 80 : url.port;
  std::string_view name = url.path;
  while (name.starts_with('/')) name.remove_prefix(1);
  while (name.ends_with('/')) name.remove_suffix(1);
  place.name = name;
  if (place.name.empty()) refuse(fmt::format("`{}` names no repository", repository));
  return place;
}

HttpResponse Registry::get(const Place& place, const std::string& path, std::string_view accept,
                           size_t max_bytes) {
  Url url = place.base;
  size_t question = path.find('?');
  url.path = fmt::format("/v2/{}/{}", place.name, path.substr(0, question));
  if (question != std::string::npos) url.query = path.substr(question + 1);
  return get(place, url, accept, max_bytes);
}

HttpResponse Registry::get(const Place& place, const Url& url, std::string_view accept,
                           size_t max_bytes) {
  std::string& authorization = authorizations_[place.base.text() + "/" + place.name];
  HttpRequest request;
  request.url = url;
  request.max_bytes = max_bytes;
  if (!accept.empty()) request.headers.emplace_back("Accept", accept);
  request.authorization = authorization;
  HttpResponse response = send(request, settings_);
  if (response.status == 401) {
    authorization = authorize(place, response.header("WWW-Authenticate"));
    if (!authorization.empty()) {
      request.authorization = authorization;
      response = send(request, settings_);
    }
  }
  if (response.status == 401 && logins_.needs_helper(place.base.authority())) {
    refuse(
        fmt::format("{} asks for a login, which Docker's configuration leaves to a program; "
                    "programs are not run: use `helm registry login`, or --username",
                    place.base.authority()));
  }
  require_ok(response);
  return response;
}

std::string Registry::authorize(const Place& place, std::string_view challenge) {
  std::map<std::string, std::string> parameters = parse_challenge(challenge);
  Login login = logins_.find(place.base.authority());
  if (parameters[""] == "basic") {
    return login.user.empty() ? "" : basic_authorization(login.user, login.password);
  }
  if (parameters[""] == "bearer") return "Bearer " + fetch_token(place, parameters);
  return "";
}

std::string Registry::fetch_token(const Place& place,
                                  const std::map<std::string, std::string>& parameters) {
  auto parameter = [&](const char* name) {
    auto found = parameters.find(name);
    return found == parameters.end() ? std::string() : found->second;
  };
  Login login = logins_.find(place.base.authority());
  std::string scope = parameter("scope");
  if (scope.empty()) scope = fmt::format("repository:{}:pull", place.name);
  HttpRequest request;
  request.url = Url::parse(parameter("realm"));
  // A registry that is asked over TLS must not draw the password into the open.
  if (place.base.is_secure() && !request.url.is_secure()) {
    refuse(fmt::format("{} sends its logins to {}, without encryption", place.base.authority(),
                       request.url.text()));
  }
  request.max_bytes = kMaxToken;
  std::string query = fmt::format("service={}&scope={}", escape_url_part(parameter("service")),
                                  escape_url_part(scope));
  if (!login.identity_token.empty()) {
    request.method = "POST";
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.body = fmt::format("grant_type=refresh_token&client_id=drydock&refresh_token={}&{}",
                               escape_url_part(login.identity_token), query);
  } else {
    if (!request.url.query.empty()) request.url.query += '&';
    request.url.query += query;
    if (!login.user.empty()) {
      request.authorization = basic_authorization(login.user, login.password);
    }
  }
  HttpResponse response = send(request, settings_);
  require_ok(response);
  Arena arena;
  Value answer = parse_object(response, arena);
  std::string token = text_of(answer, "token");
  if (token.empty()) token = text_of(answer, "access_token");
  bool safe = std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20; });
  if (token.empty() || !safe) refuse(fmt::format("{} gives no token", request.url.text()));
  return token;
}

std::vector<std::string> Registry::versions(std::string_view repository) {
  Place place = place_of(repository);
  std::vector<std::string> versions;
  HttpResponse page = get(place, "tags/list", "", kMaxTagsPage);
  for (int pages = 1;; ++pages) {
    Arena arena;
    Value list = parse_object(page, arena);
    const Value* tags = list.as_map().find("tags");
    if (tags && tags->is_list()) {
      for (const Value& tag : tags->as_list()) {
        if (!tag.is_string()) continue;
        std::string version(tag.as_string());
        std::replace(version.begin(), version.end(), '_', '+');
        if (SemVersion::is_strict(version)) versions.push_back(std::move(version));
      }
    }
    std::string next = next_page(page);
    if (next.empty()) break;
    if (pages == kMaxPages) refuse(fmt::format("{} has too many tags", repository));
    Url url = resolve(page.url, next);
    // Only the registry itself may get the login.
    if (url.authority() != place.base.authority() || url.scheme != place.base.scheme) break;
    page = get(place, url, "", kMaxTagsPage);
  }
  sort_versions(versions);
  return versions;
}

std::string Registry::manifest(const Place& place, const std::string& reference,
                               std::string& digest) {
  std::string accept = fmt::format("{}, {}", kManifest, kIndex);
  HttpResponse response = get(place, fmt::format("manifests/{}", reference), accept, kMaxManifest);
  std::string real = sha256_hex(response.body);
  for (std::string_view claimed :
       {std::string_view(reference), response.header("Docker-Content-Digest")}) {
    if (!claimed.starts_with("sha256:")) continue;
    if (sha256_digits(claimed) != real) {
      refuse(fmt::format("{} is not what its digest says: it was changed on the way",
                         response.url.text()));
    }
  }
  digest = "sha256:" + real;
  return std::move(response.body);
}

std::string Registry::blob(const Place& place, const std::string& digest) {
  std::string digits = sha256_digits(digest);
  if (digits.empty()) refuse(fmt::format("`{}` is no digest that can be checked", digest));
  if (std::optional<std::string> kept = cache_.find(digits)) return std::move(*kept);
  HttpResponse response = get(place, fmt::format("blobs/sha256:{}", digits), "", kMaxChart);
  if (sha256_hex(response.body) != digits) {
    refuse(fmt::format("{} is not what its digest says: it was changed on the way",
                       response.url.text()));
  }
  cache_.keep(digits, response.body);
  return std::move(response.body);
}

PulledChart Registry::pull(std::string_view repository, std::string_view version) {
  Place place = place_of(repository);
  std::string tag(version);
  std::replace(tag.begin(), tag.end(), '+', '_');
  PulledChart chart;
  std::string text = manifest(place, escape_url_part(tag), chart.digest);
  constexpr int kMaxIndexes = 2;
  for (int depth = 0; depth < kMaxIndexes; ++depth) {
    Arena arena;
    JsonResult parsed = parse_json(text, arena);
    if (!parsed.ok() || !parsed.value.is_map()) break;
    for (const Value& layer : objects_of(parsed.value, "layers")) {
      std::string type = text_of(layer, "mediaType");
      if (std::find(std::begin(kChartLayers), std::end(kChartLayers), type) ==
          std::end(kChartLayers)) {
        continue;
      }
      chart.bytes = blob(place, text_of(layer, "digest"));
      return chart;
    }
    // A list of manifests: the first one.
    std::vector<Value> manifests = objects_of(parsed.value, "manifests");
    if (manifests.empty()) break;
    std::string unused;
    std::string next = manifest(place, text_of(manifests.front(), "digest"), unused);
    text = std::move(next);
  }
  refuse(fmt::format("{}:{} holds no chart", repository, version));
}

}  // namespace drydock::fetch
