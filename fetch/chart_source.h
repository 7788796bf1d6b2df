#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"
#include "fetch/download_cache.h"
#include "fetch/http.h"
#include "fetch/logins.h"
#include "fetch/registry.h"
#include "fetch/repositories.h"
#include "fetch/repository_index.h"

namespace drydock::fetch {

struct ChartDownload {
  std::string file_name;  // "redis-1.2.3.tgz"
  std::string bytes;
  std::string reference;  // of a registry: "host/redis:1.2.3"
  std::string digest;     // of a registry's manifest
};

/// What a chart source works with.
struct SourceSettings {
  bool allowed = false;  // false: every request is refused with a reason
  HttpSettings http;
  bool plain_http = false;  // registries without TLS
  std::string username;     // for repositories that are not in `repositories`
  std::string password;
  bool pass_credentials = false;
  std::vector<Repository> repositories;
  Logins logins;
  std::string cache_folder;  // empty: nothing is kept
};

/// Charts from repositories (http, https) and registries (oci), by address. Each index is fetched
/// once. All functions throw Error: rule `network` when the network may not be asked, else
/// `download`.
class ChartSource {
 public:
  explicit ChartSource(SourceSettings settings);

  /// Fetches the index of a repository, again if it was fetched before.
  void refresh(std::string_view repository);
  /// The versions of a chart, the highest first.
  std::vector<std::string> versions(std::string_view repository, std::string_view chart);
  /// One version of a chart. Its bytes fit the digest that the index has, if it has one.
  ChartDownload download(std::string_view repository, std::string_view chart,
                         std::string_view version);
  /// The file at an address, a chart or values.
  std::string download_file(std::string_view address);

 private:
  void require_network(std::string_view address) const;
  const Repository* find_repository(std::string_view url) const;
  HttpSettings http_settings(const Repository* repository) const;
  HttpRequest request_for(const Repository* repository, const Url& base, Url url) const;
  const RepositoryIndex& index_of(std::string_view repository);
  ChartDownload download_from_registry(std::string_view repository, std::string_view chart,
                                       std::string_view version);
  std::string fetch_archive(const Repository* known, std::string_view repository,
                            const ChartVersion& version, const Url& url);

  SourceSettings settings_;
  DownloadCache cache_;
  Registry registry_;
  std::map<std::string, RepositoryIndex, std::less<>> indexes_;  // by address
  std::deque<SourceFile> files_;                                 // for messages about indexes
};

}  // namespace drydock::fetch
