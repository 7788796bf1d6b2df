#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/source_cache.h"
#include "core/tree.h"
#include "fetch/git_fetch.h"
#include "overlays/remote.h"

namespace drydock::cli {

/// Fetches what kustomizations name elsewhere, for `--allow-network`. Each reference is fetched
/// once in a run.
class RemoteRepositories : public overlays::RemoteSources {
 public:
  /// A file of a web server; nothing when it has none there. May throw Error.
  using WebFile = std::function<std::optional<std::string>(const std::string& url)>;

  RemoteRepositories(std::string cache_folder, Sources& sources, WebFile web_file)
      : git_(std::move(cache_folder)), sources_(sources), web_file_(std::move(web_file)) {}

  overlays::RemoteFolder fetch(const overlays::RemoteSpec& spec, SourcePos where) override;
  const SourceFile* fetch_file(std::string_view url, SourcePos where) override;

 private:
  struct Repository {
    std::unique_ptr<Tree> tree;
    std::unique_ptr<SourceCache> files;
  };

  fetch::GitFetch git_;
  Sources& sources_;
  WebFile web_file_;
  std::mutex mutex_;
  std::map<std::string, Repository> repositories_;  // by address, ref and submodules
  std::map<std::string, const SourceFile*, std::less<>> web_files_;
};

/// Asks web servers, through the proxies of the environment.
std::optional<std::string> download_file(const std::string& url);

/// Where downloads are kept: DRYDOCK_CACHE, else below XDG_CACHE_HOME or ~/.cache.
std::string cache_folder();

}  // namespace drydock::cli
