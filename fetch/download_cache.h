#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock::fetch {

/// Downloads on disk, each under the digest of its bytes, so that none is ever out of date. Bytes
/// that do not fit their name are as good as absent.
class DownloadCache {
 public:
  /// An empty folder keeps nothing. It is made when something is kept.
  explicit DownloadCache(std::string folder) : folder_(std::move(folder)) {}

  std::optional<std::string> find(std::string_view sha256) const;
  /// Not being able to write is no failure.
  void keep(std::string_view sha256, std::string_view bytes) const;

 private:
  std::string path_of(std::string_view sha256) const;

  std::string folder_;
};

}  // namespace drydock::fetch
