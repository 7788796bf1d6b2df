#include "cli/remote_repositories.h"

#include <unistd.h>

#include <filesystem>

#include "cli/web_settings.h"
#include "core/error.h"
#include "fetch/http.h"

namespace drydock::cli {

overlays::RemoteFolder RemoteRepositories::fetch(const overlays::RemoteSpec& spec,
                                                 SourcePos where) {
  std::lock_guard lock(mutex_);
  std::string key = spec.clone_url() + "\n" + spec.ref + (spec.submodules ? "\n+" : "\n-");
  auto found = repositories_.find(key);
  if (found == repositories_.end()) {
    fetch::GitRequest request;
    request.url = spec.clone_url();
    request.ref = spec.ref;
    request.submodules = spec.submodules;
    request.timeout_seconds = spec.timeout_seconds;
    Repository repository;
    repository.tree = open_disk_tree(git_.fetch(request, where).folder);
    repository.files = std::make_unique<SourceCache>(*repository.tree, sources_);
    found = repositories_.emplace(key, std::move(repository)).first;
  }
  return {found->second.files.get(), ""};
}

const SourceFile* RemoteRepositories::fetch_file(std::string_view url, SourcePos where) {
  std::lock_guard lock(mutex_);
  if (auto found = web_files_.find(url); found != web_files_.end()) return found->second;
  std::optional<std::string> text;
  try {
    text = web_file_(std::string(url));
  } catch (Error& error) {
    error.diagnostic().where = where;
    throw;
  }
  const SourceFile* file = text ? &sources_.add(std::string(url), *std::move(text)) : nullptr;
  web_files_.emplace(url, file);
  return file;
}

std::optional<std::string> download_file(const std::string& url) {
  fetch::HttpRequest request;
  request.url = fetch::Url::parse(url);
  fetch::HttpResponse response = fetch::send(request, web_settings());
  if (!response.ok()) return std::nullopt;
  return std::move(response.body);
}

namespace {

std::string chosen_cache_folder() {
  if (std::string own = environment_text({"DRYDOCK_CACHE"}); !own.empty()) return own;
  if (std::string base = environment_text({"XDG_CACHE_HOME"}); !base.empty()) {
    return base + "/drydock";
  }
  if (std::string home = environment_text({"HOME"}); !home.empty()) {
    return home + "/.cache/drydock";
  }
  return "/tmp/drydock-" + std::to_string(getuid());
}

}  // namespace

std::string cache_folder() { return std::filesystem::absolute(chosen_cache_folder()).string(); }

}  // namespace drydock::cli
