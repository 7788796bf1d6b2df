#include "projects/source_repositories.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace drydock::projects {
namespace {

std::string folder_from(std::string_view root, std::string_view folder) {
  if (folder.starts_with('/') || root.empty()) return std::string(folder);
  return fmt::format("{}/{}", root, folder);
}

/// "git@host:path" is short for "ssh://git@host/path".
std::string without_scheme(std::string_view url) {
  if (size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    return std::string(url.substr(scheme + 3));
  }
  std::string result(url);
  size_t colon = result.find(':');
  if (colon != std::string::npos && colon < result.find('/')) result[colon] = '/';
  return result;
}

}  // namespace

SourceRepositories::SourceRepositories(SourceCache& here, std::vector<std::string> own_urls,
                                       std::span<const std::pair<std::string, std::string>> folders,
                                       std::string_view root)
    : here_(here) {
  for (const std::string& url : own_urls) own_.push_back(normalized(url));
  for (const auto& [url, folder] : folders) {
    elsewhere_[normalized(url)].folder = folder_from(root, folder);
  }
}

std::string SourceRepositories::normalized(std::string_view url) {
  std::string result = without_scheme(url);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  size_t user = result.find('@');
  if (user != std::string::npos && user < result.find('/')) result.erase(0, user + 1);
  while (result.ends_with('/')) result.pop_back();
  if (result.ends_with(".git")) result.resize(result.size() - 4);
  return result;
}

bool SourceRepositories::is_here(std::string_view url) const {
  return std::find(own_.begin(), own_.end(), normalized(url)) != own_.end();
}

std::string SourceRepositories::folder_of(std::string_view url) const {
  auto known = elsewhere_.find(normalized(url));
  return known == elsewhere_.end() ? std::string() : known->second.folder;
}

std::optional<SourceRepositories::FetchedChart> SourceRepositories::fetch_chart(
    std::string_view url, std::string_view chart, std::string_view version) {
  if (!fetcher_) return std::nullopt;
  std::lock_guard lock(mutex_);
  auto [at, is_new] = fetched_.try_emplace(fmt::format("{}\n{}\n{}", url, chart, version));
  Fetched& fetched = at->second;
  if (is_new) {
    try {
      ChartArchive archive = fetcher_->fetch(url, chart, version);
      fetched.path = archive.file_name;
      fetched.tree = make_memory_tree({{archive.file_name, std::move(archive.bytes)}});
      fetched.files = std::make_unique<SourceCache>(*fetched.tree, here_.sources());
    } catch (const Error& error) {
      fetched.error = error;
    }
  }
  if (fetched.error) throw Error(*fetched.error);
  return FetchedChart{fetched.files.get(), fetched.path};
}

SourceCache* SourceRepositories::find(std::string_view url) {
  auto known = elsewhere_.find(normalized(url));
  if (known == elsewhere_.end()) return is_here(url) ? &here_ : nullptr;
  Elsewhere& place = known->second;
  std::lock_guard lock(mutex_);
  if (!place.files) {
    place.tree = open_disk_tree(place.folder);
    place.files = std::make_unique<SourceCache>(*place.tree, here_.sources());
  }
  return place.files.get();
}

}  // namespace drydock::projects
