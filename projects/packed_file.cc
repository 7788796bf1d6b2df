#include "projects/packed_file.h"

#include <fmt/format.h>
#include <unistd.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/error.h"

namespace drydock::projects {
namespace {

constexpr int kCompression = 1;
/// Of unpacked bytes: a fleet of 10,000 projects takes a tenth of it.
constexpr unsigned long long kMaxSize = 4ULL << 30;

/// The version is part of it: what is packed is of no other version's business.
std::string first_line(std::string_view what) {
  return fmt::format("drydock {} {}\n", what, DRYDOCK_VERSION);
}

[[noreturn]] void refuse(const std::string& name, std::string_view why) {
  fail("index-invalid", fmt::format("{} {}", name, why));
}

}  // namespace

std::string seal_file(std::string_view what, std::string_view text) {
  std::string out = first_line(what);
  size_t head = out.size();
  out.resize(head + ZSTD_compressBound(text.size()));
  size_t size =
      ZSTD_compress(out.data() + head, out.size() - head, text.data(), text.size(), kCompression);
  if (ZSTD_isError(size)) fail("index-invalid", ZSTD_getErrorName(size));
  out.resize(head + size);
  return out;
}

std::string unseal_file(std::string_view what, std::string_view bytes, const std::string& name) {
  std::string head = first_line(what);
  if (!bytes.starts_with(head)) {
    refuse(name, fmt::format("is no {} that this version of drydock wrote", what));
  }
  bytes.remove_prefix(head.size());
  constexpr std::string_view kDamaged = "is damaged or was cut off; write it again";
  unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) refuse(name, kDamaged);
  if (size > kMaxSize) refuse(name, "says that it holds more than 4 GiB");
  std::string out(size, '\0');
  size_t got = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(got) || got != size) refuse(name, kDamaged);
  return out;
}

std::optional<std::string> read_sealed(std::string_view what, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream bytes;
  bytes << file.rdbuf();
  try {
    return unseal_file(what, bytes.view(), path);
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool write_whole(const std::string& path, std::string_view bytes) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  std::string temporary = fmt::format("{}.{}.tmp", path, gettid());  // of no other process either
  bool written = (std::ofstream(temporary, std::ios::binary) << bytes).flush().good();
  if (written) fs::rename(temporary, path, error);
  bool stands = written && !error;
  if (!stands) fs::remove(temporary, error);
  return stands;
}

}  // namespace drydock::projects
