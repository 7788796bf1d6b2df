#include "core/git/remotes.h"

#include <algorithm>

#include "core/git/library.h"

namespace drydock {
namespace {

using GitConfig = std::unique_ptr<git_config, FreeWith<git_config_free>>;

int add_url(const git_config_entry* entry, void* urls) {
  static_cast<std::vector<std::string>*>(urls)->emplace_back(entry->value);
  return 0;
}

}  // namespace

std::vector<std::string> remote_urls(const std::string& folder) {
  start_git_library();
  std::vector<std::string> urls;
  git_repository* opened = nullptr;
  int failed =
      git_repository_open_ext(&opened, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
  if (failed) return urls;
  GitRepository repository(opened);
  git_config* found = nullptr;
  if (git_repository_config_snapshot(&found, repository.get())) return urls;
  GitConfig config(found);
  git_config_foreach_match(config.get(), "^remote\\..*\\.url$", add_url, &urls);
  std::sort(urls.begin(), urls.end());
  return urls;
}

}  // namespace drydock
