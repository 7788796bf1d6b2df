#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/download_cache.h"
#include "fetch/http.h"
#include "fetch/logins.h"

namespace drydock::fetch {

/// A chart pulled from a registry.
struct PulledChart {
  std::string bytes;
  std::string digest;  // of the manifest: "sha256:…"
};

/// Charts in OCI registries: the distribution API with basic and token logins. Every manifest and
/// blob is checked against its digest. All functions throw Error, rule `download`.
class Registry {
 public:
  Registry(HttpSettings settings, const Logins& logins, const DownloadCache& cache,
           bool plain_http = false)
      : settings_(std::move(settings)), logins_(logins), cache_(cache), plain_http_(plain_http) {}

  /// The tags of `repository` ("oci://host/path") that are versions, the highest first.
  std::vector<std::string> versions(std::string_view repository);
  /// The chart under a tag. `version` may hold '+', which tags have as '_'.
  PulledChart pull(std::string_view repository, std::string_view version);

 private:
  struct Place {
    Url base;          // of the API
    std::string name;  // of the repository there
  };

  Place place_of(std::string_view repository) const;
  HttpResponse get(const Place& place, const std::string& path, std::string_view accept,
                   size_t max_bytes);
  HttpResponse get(const Place& place, const Url& url, std::string_view accept, size_t max_bytes);
  std::string authorize(const Place& place, std::string_view challenge);
  std::string fetch_token(const Place& place, const std::map<std::string, std::string>& parameters);
  std::string manifest(const Place& place, const std::string& reference, std::string& digest);
  std::string blob(const Place& place, const std::string& digest);

  HttpSettings settings_;
  const Logins& logins_;
  const DownloadCache& cache_;
  bool plain_http_;
  std::map<std::string, std::string> authorizations_;  // by host and repository
};

/// The parts of a header WWW-Authenticate: realm="…",service="…"; the scheme is under "".
std::map<std::string, std::string> parse_challenge(std::string_view header);

}  // namespace drydock::fetch
