#include "fetch/download_cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fetch/digest.h"

namespace drydock::fetch {

std::string DownloadCache::path_of(std::string_view sha256) const {
  return fmt::format("{}/sha256-{}", folder_, sha256);
}

std::optional<std::string> DownloadCache::find(std::string_view sha256) const {
  if (folder_.empty() || sha256.empty()) return std::nullopt;
  std::ifstream in(path_of(sha256), std::ios::binary);
  if (!in) return std::nullopt;
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (sha256_hex(bytes) != sha256) return std::nullopt;
  return bytes;
}

void DownloadCache::keep(std::string_view sha256, std::string_view bytes) const {
  if (folder_.empty() || sha256.empty()) return;
  std::error_code failure;
  std::filesystem::create_directories(folder_, failure);
  if (failure) return;
  std::string path = path_of(sha256);
  std::string temporary = fmt::format("{}.{}", path, getpid());
  int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return;
  bool written = write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  written = close(file) == 0 && written;
  if (!written || std::rename(temporary.c_str(), path.c_str()) != 0) {
    std::remove(temporary.c_str());
  }
}

}  // namespace drydock::fetch
