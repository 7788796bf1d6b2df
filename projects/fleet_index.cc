#include "projects/fleet_index.h"

#include <fmt/format.h>
#include <zstd.h>

#include <charconv>

#include "core/error.h"
#include "core/hash.h"

namespace drydock::projects {
namespace {

/// The version is part of it: what is packed is of no other version's business.
constexpr std::string_view kMagic = "drydock index " DRYDOCK_VERSION "\n";
constexpr int kCompression = 1;
/// Of unpacked bytes: a fleet of 10,000 projects takes a tenth of it.
constexpr unsigned long long kMaxSize = 4ULL << 30;
constexpr int kMaxShards = 10'000;

[[noreturn]] void refuse(const std::string& name, std::string_view why) {
  fail("index-invalid", fmt::format("{} {}", name, why));
}

std::string decompress(std::string_view packed, const std::string& name) {
  unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) {
    refuse(name, "is damaged or was cut off; write it again");
  }
  if (size > kMaxSize) refuse(name, "says that it holds more than 4 GiB");
  std::string out(size, '\0');
  size_t got = ZSTD_decompress(out.data(), out.size(), packed.data(), packed.size());
  if (ZSTD_isError(got) || got != size) refuse(name, "is damaged or was cut off; write it again");
  return out;
}

int parse_number(std::string_view text) {
  int number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

}  // namespace

Shard parse_shard(std::string_view text) {
  size_t slash = text.find('/');
  Shard shard{0, 0};
  if (slash != std::string_view::npos) {
    shard = {parse_number(text.substr(0, slash)), parse_number(text.substr(slash + 1))};
  }
  if (shard.number < 1 || shard.number > shard.count || shard.count > kMaxShards) {
    fail("", fmt::format("a shard is given as NUMBER/COUNT, like 1/4, not `{}`", text));
  }
  return shard;
}

std::string fleet_id(const std::vector<Project>& projects) {
  std::string all;
  for (const Project& project : projects) {
    all += fmt::format("{}\n{}\n{}\n", project.name, project.path, project.cluster);
  }
  return fmt::format("{}-{:016x}", projects.size(), hash64(all));
}

std::string pack_index(const Shard& shard, const std::string& fleet, const SourceCache& files,
                       const std::vector<RenderedProject>& rendered) {
  RenderedPacker projects([&](const SourceFile& file) { return files.find(file.path) == &file; });
  for (const RenderedProject& project : rendered) projects.add(project);
  PackWriter head;
  head.number(static_cast<uint64_t>(shard.number));
  head.number(static_cast<uint64_t>(shard.count));
  head.text(fleet);
  head.text(projects.bytes());
  const std::string& text = head.bytes();
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  size_t size = ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), kCompression);
  if (ZSTD_isError(size)) fail("index-invalid", ZSTD_getErrorName(size));
  packed.resize(size);
  return std::string(kMagic) + packed;
}

FleetIndex unpack_index(std::string_view bytes, const std::string& name, Sources& sources,
                        SourceCache* files) {
  if (!bytes.starts_with(kMagic)) {
    refuse(name, "is no index that this version of drydock wrote with `check --index`");
  }
  std::string text = decompress(bytes.substr(kMagic.size()), name);
  PackReader in(text, name);
  FleetIndex index;
  index.shard.number = static_cast<int>(in.number_up_to(kMaxShards));
  index.shard.count = static_cast<int>(in.number_up_to(kMaxShards));
  index.fleet = in.text();
  auto file_at = [&](const std::string& path, uint64_t hash) -> const SourceFile& {
    if (!files) return sources.add(path, "");
    const SourceFile& file = files->read(path);
    if (hash64(file.text) != hash) {
      refuse(name, fmt::format("was written when {} had other content; check all shards, and "
                               "merge them, in one state of the repository",
                               path));
    }
    return file;
  };
  index.projects = unpack_projects(in.text(), name, sources, file_at);
  if (!in.at_end() || index.shard.number < 1 || index.shard.number > index.shard.count) {
    in.damaged();
  }
  return index;
}

}  // namespace drydock::projects
