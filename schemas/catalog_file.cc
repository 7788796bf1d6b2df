#include "schemas/catalog_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <tuple>

#include "core/error.h"

namespace drydock::schemas {
namespace {

/// The file: header, rows, frames, bytes of names, compressed frames. Little-endian, as the program
/// runs only there (schemas/api_table.h).
constexpr char kMagic[4] = {'D', 'D', 'S', 'C'};
constexpr uint32_t kLayout = 1;
constexpr int kCompression = 19;
/// A frame of more than this is refused: no group's definitions come near.
constexpr uint32_t kMaxFrame = 256u * 1024 * 1024;

struct Header {
  char magic[4];
  uint32_t layout;
  uint32_t rows;
  uint32_t frames;
  uint32_t name_bytes;
};

/// Sorted by name: "group/kind/version".
struct Row {
  uint32_t name;       // offset into the names
  uint32_t name_size;  // bytes
  uint32_t frame;
  uint32_t offset;  // within the unpacked frame
  uint32_t size;
};

struct Frame {
  uint64_t offset;  // from the start of the frames' bytes
  uint32_t packed;  // bytes
  uint32_t unpacked;
};

template <class T>
void append_raw(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::string name_of(const CatalogRecord& record) {
  return fmt::format("{}/{}/{}", record.group, record.kind, record.version);
}

std::string compress(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  size_t size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), kCompression);
  if (ZSTD_isError(size)) fail("schema-catalog", ZSTD_getErrorName(size));
  out.resize(size);
  return out;
}

}  // namespace

std::string pack_catalog(std::vector<CatalogRecord> records) {
  auto key = [](const CatalogRecord& one) { return std::tie(one.group, one.kind, one.version); };
  std::ranges::stable_sort(records, {}, name_of);
  std::vector<Row> rows;
  std::vector<Frame> frames;
  std::string names;
  std::string packed;
  std::string frame_text;
  for (size_t i = 0; i < records.size(); ++i) {
    const CatalogRecord& record = records[i];
    bool is_replaced = i + 1 < records.size() && key(records[i + 1]) == key(record);
    if (!is_replaced) {
      std::string name = name_of(record);
      rows.push_back({static_cast<uint32_t>(names.size()), static_cast<uint32_t>(name.size()),
                      static_cast<uint32_t>(frames.size()),
                      static_cast<uint32_t>(frame_text.size()),
                      static_cast<uint32_t>(record.definition.size())});
      names += name;
      frame_text += record.definition;
    }
    bool ends_group = i + 1 == records.size() || records[i + 1].group != record.group;
    if (!ends_group) continue;
    std::string bytes = compress(frame_text);
    frames.push_back({packed.size(), static_cast<uint32_t>(bytes.size()),
                      static_cast<uint32_t>(frame_text.size())});
    packed += bytes;
    frame_text.clear();
  }
  Header header{{},
                kLayout,
                static_cast<uint32_t>(rows.size()),
                static_cast<uint32_t>(frames.size()),
                static_cast<uint32_t>(names.size())};
  std::memcpy(header.magic, kMagic, sizeof kMagic);
  std::string out;
  append_raw(out, header);
  for (const Row& row : rows) append_raw(out, row);
  for (const Frame& frame : frames) append_raw(out, frame);
  return out + names + packed;
}

struct CatalogFile::Index {
  std::vector<Row> rows;
  std::vector<Frame> frames;
  std::string_view names;
  std::string_view packed;

  std::string_view name(const Row& row) const { return names.substr(row.name, row.name_size); }
};

bool CatalogFile::is_catalog(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  char start[sizeof kMagic];
  return in.read(start, sizeof start) && std::memcmp(start, kMagic, sizeof start) == 0;
}

CatalogFile::CatalogFile(const std::string& path) : path_(path), index_(new Index) {
  int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (file < 0 || fstat(file, &status) != 0) {
    if (file >= 0) close(file);
    fail("file-missing", fmt::format("cannot open {}", path));
  }
  auto size = static_cast<size_t>(status.st_size);
  void* bytes = size == 0 ? MAP_FAILED : mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  auto damaged = [&] { fail("schema-catalog", fmt::format("{} is no whole catalogue", path)); };
  if (bytes == MAP_FAILED) damaged();
  bytes_ = {static_cast<const char*>(bytes), size};
  Header header;
  if (size < sizeof header) damaged();
  std::memcpy(&header, bytes_.data(), sizeof header);
  size_t rows = size_t{header.rows} * sizeof(Row);
  size_t frames = size_t{header.frames} * sizeof(Frame);
  bool is_whole = std::memcmp(header.magic, kMagic, sizeof kMagic) == 0 &&
                  header.layout == kLayout &&
                  sizeof header + rows + frames + header.name_bytes <= size;
  if (!is_whole) damaged();
  index_->rows.resize(header.rows);
  index_->frames.resize(header.frames);
  std::memcpy(index_->rows.data(), bytes_.data() + sizeof header, rows);
  std::memcpy(index_->frames.data(), bytes_.data() + sizeof header + rows, frames);
  std::string_view rest = bytes_.substr(sizeof header + rows + frames);
  index_->names = rest.substr(0, header.name_bytes);
  index_->packed = rest.substr(header.name_bytes);
  for (const Row& row : index_->rows) {
    bool fits = size_t{row.name} + row.name_size <= index_->names.size() &&
                row.frame < header.frames &&
                uint64_t{row.offset} + row.size <= index_->frames[row.frame].unpacked;
    if (!fits) damaged();
  }
  for (const Frame& frame : index_->frames) {
    bool fits = frame.packed <= index_->packed.size() && frame.unpacked <= kMaxFrame &&
                frame.offset <= index_->packed.size() - frame.packed;
    if (!fits) damaged();
  }
}

CatalogFile::~CatalogFile() {
  if (!bytes_.empty()) munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

size_t CatalogFile::size() const { return index_->rows.size(); }

std::optional<std::string> CatalogFile::find(std::string_view group, std::string_view kind,
                                             std::string_view version) const {
  std::string wanted = fmt::format("{}/{}/{}", group, kind, version);
  auto by_name = [&](const Row& row) { return index_->name(row); };
  auto row = std::ranges::lower_bound(index_->rows, std::string_view(wanted), {}, by_name);
  if (row == index_->rows.end() || index_->name(*row) != wanted) return std::nullopt;
  const Frame& frame = index_->frames[row->frame];
  std::string text(frame.unpacked, '\0');
  size_t size =
      ZSTD_decompress(text.data(), text.size(), index_->packed.data() + frame.offset, frame.packed);
  if (ZSTD_isError(size) || size != frame.unpacked) {
    fail("schema-catalog", fmt::format("{} is damaged: {}", path_, ZSTD_getErrorName(size)));
  }
  return text.substr(row->offset, row->size);
}

std::vector<std::string_view> CatalogFile::versions(std::string_view group,
                                                    std::string_view kind) const {
  std::string start = fmt::format("{}/{}/", group, kind);
  auto by_name = [&](const Row& row) { return index_->name(row); };
  auto row = std::ranges::lower_bound(index_->rows, std::string_view(start), {}, by_name);
  std::vector<std::string_view> found;
  for (; row != index_->rows.end() && index_->name(*row).starts_with(start); ++row) {
    found.push_back(index_->name(*row).substr(start.size()));
  }
  return found;
}

}  // namespace drydock::schemas
