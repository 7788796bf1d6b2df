#include "render/chart_archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>

#include "core/error.h"
#include "core/go_quote.h"
#include "render/builtins/paths.h"

namespace drydock::render {
namespace {

constexpr std::string_view kGzipMagic = "\x1f\x8b\x08";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

struct FreeReader {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
struct FreeWriter {
  void operator()(archive* writer) const { archive_write_free(writer); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

/// Reads one archive. libarchive is asked for gzip and tar only; names are taken as the bytes that
/// the archive has, whatever the locale.
class ChartArchiveReader {
 public:
  ChartArchiveReader(std::string_view bytes, std::string_view name, int helm_version)
      : bytes_(bytes),
        name_(name),
        helm_version_(helm_version),
        limits_(archive_limits(helm_version)) {}

  std::vector<ArchiveFile> read() {
    open();
    for (archive_entry* entry = next(); entry; entry = next()) {
      if (archive_entry_filetype(entry) == AE_IFDIR) continue;
      read_entry(entry);
    }
    if (files_.empty()) refuse("no files in chart archive");
    return std::move(files_);
  }

 private:
  [[noreturn]] void refuse(std::string message) const { fail("chart-archive", std::move(message)); }

  [[noreturn]] void refuse_broken() const {
    const char* text = archive_error_string(reader_.get());
    refuse(fmt::format("the chart archive is broken: {}", text ? text : "unexpected end"));
  }

  [[noreturn]] void refuse_total() const {
    refuse(fmt::format("decompressed chart is larger than the maximum {}size {}",
                       helm_version_ == 3 ? "file " : "", limits_.total_bytes));
  }

  /// A values file in a chart's place is a common slip.
  [[noreturn]] void refuse_kind() const {
    if (name_.empty()) refuse("gzip: invalid header");
    bool yaml = name_.ends_with(".yml") || name_.ends_with(".yaml");
    refuse(yaml ? fmt::format("file '{}' seems to be a YAML file, but expected a gzipped archive",
                              name_)
                : fmt::format("file '{}' does not appear to be a gzipped archive", name_));
  }

  void open() {
    if (!bytes_.starts_with(kGzipMagic)) refuse_kind();
    reader_.reset(archive_read_new());
    if (!reader_) throw std::bad_alloc();
    archive_read_support_filter_gzip(reader_.get());
    archive_read_support_format_tar(reader_.get());
    if (archive_read_open_memory(reader_.get(), bytes_.data(), bytes_.size()) != ARCHIVE_OK) {
      refuse_broken();
    }
  }

  /// Null at the end.
  archive_entry* next() {
    archive_entry* entry = nullptr;
    int result = archive_read_next_header(reader_.get(), &entry);
    if (result == ARCHIVE_EOF || ends_in_padding(result)) return nullptr;
    // A warning is about a name that the locale cannot show; its bytes are there all the same.
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) refuse_broken();
    if (++entries_ > limits_.entries) {
      refuse(fmt::format("chart archive has more than {} entries", limits_.entries));
    }
    check_ratio();
    return entry;
  }

  /// Go's reader does not miss what fills up the last block of an archive, and the end mark.
  bool ends_in_padding(int result) const {
    if (result != ARCHIVE_FATAL || entries_ == 0) return false;
    const char* text = archive_error_string(reader_.get());
    return text && std::string_view(text).starts_with("Truncated input file");
  }

  /// Entries without content count for nothing in the limits on size, but their headers take time.
  void check_ratio() const {
    constexpr size_t kAlwaysFine = size_t{16} * 1024 * 1024;
    constexpr size_t kMaxRatio = 500;  // charts are packed 3 to 30 times smaller
    auto unpacked = static_cast<size_t>(archive_filter_bytes(reader_.get(), 0));
    if (unpacked > kAlwaysFine && unpacked / kMaxRatio > bytes_.size()) {
      refuse(
          fmt::format("chart archive of {} bytes unpacks to more than {} times its size: this is "
                      "no real chart",
                      bytes_.size(), kMaxRatio));
    }
  }

  void read_entry(archive_entry* entry) {
    const char* name = archive_entry_pathname(entry);
    if (!name) refuse("chart archive has an entry without a name");
    std::string path = path_in_chart(name);
    if (archive_entry_filetype(entry) != AE_IFREG) {
      const char* kind = archive_entry_symlink(entry) || archive_entry_hardlink(entry)
                             ? "a link"
                             : "a device or a pipe";
      refuse(fmt::format("chart archive entry {} is {}: charts hold files only", go_quote(name),
                         kind));
    }
    int64_t size = archive_entry_size(entry);
    size_t left = limits_.total_bytes - total_;
    if (size < 0 || static_cast<uint64_t>(size) > left) refuse_total();
    if (limits_.file_bytes && static_cast<size_t>(size) > limits_.file_bytes) {
      refuse(
          fmt::format("decompressed chart file {} is larger than the maximum file "
                      "size {}",
                      go_quote(name), limits_.file_bytes));
    }
    std::string data = read_data(static_cast<size_t>(size));
    total_ += data.size();
    if (total_ >= limits_.total_bytes) refuse_total();
    if (data.starts_with(kByteOrderMark)) data.erase(0, kByteOrderMark.size());
    files_.push_back({std::move(path), std::move(data)});
  }

  /// The size is what the header says, and grows true only as the bytes arrive.
  std::string read_data(size_t size) {
    constexpr size_t kStep = size_t{1} * 1024 * 1024;
    std::string data;
    while (data.size() < size) {
      size_t have = data.size();
      data.resize(std::min(size, have + std::max(kStep, have)));
      size_t want = data.size() - have;
      la_ssize_t got = archive_read_data(reader_.get(), data.data() + have, want);
      if (got <= 0 || static_cast<size_t>(got) != want) refuse_broken();
      check_ratio();
    }
    return data;
  }

  /// Cuts the top folder off. Archives made on Windows may have backslashes.
  std::string path_in_chart(std::string_view name) const {
    char delimiter = name.find('\\') != std::string_view::npos ? '\\' : '/';
    size_t cut = name.find(delimiter);
    std::string_view top = name.substr(0, cut);
    std::string path(cut == std::string_view::npos ? "" : name.substr(cut + 1));
    std::replace(path.begin(), path.end(), delimiter, '/');
    // Helm strips a leading '/' as if it were a top folder without a name.
    if (path.starts_with('/') || top.empty()) refuse("chart illegally contains absolute paths");
    path = clean_path(path);
    if (path == ".") {
      if (top == "Chart.yaml") refuse("chart yaml not in base directory");
      refuse(fmt::format("chart illegally contains content outside the base directory: {}",
                         go_quote(name)));
    }
    if (path.starts_with("..") || top == "..") {
      refuse("chart illegally references parent directory");
    }
    bool drive = path.size() > 2 && path[1] == ':' && path[2] == '/' &&
                 ((path[0] | 0x20) >= 'a' && (path[0] | 0x20) <= 'z');
    if (drive) refuse("chart contains illegally named files");
    if (path.find('\0') != std::string::npos) refuse("chart contains illegally named files");
    if (top == "Chart.yaml") refuse("chart yaml not in base directory");
    return path;
  }

  std::string_view bytes_;
  std::string_view name_;
  int helm_version_;
  ArchiveLimits limits_;
  std::unique_ptr<archive, FreeReader> reader_;
  std::vector<ArchiveFile> files_;
  size_t total_ = 0;
  size_t entries_ = 0;
};

[[noreturn]] void refuse_writing(archive* writer) {
  const char* text = archive_error_string(writer);
  fail("chart-archive", fmt::format("the chart cannot be packed: {}", text ? text : "no memory"));
}

la_ssize_t append_output(archive*, void* out, const void* data, size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(data), size);
  return static_cast<la_ssize_t>(size);
}

}  // namespace

ArchiveLimits archive_limits(int helm_version) {
  ArchiveLimits limits;
  if (helm_version == 3) limits.file_bytes = size_t{5} * 1024 * 1024;
  return limits;
}

std::vector<ArchiveFile> read_chart_archive(std::string_view bytes, std::string_view name,
                                            int helm_version) {
  return ChartArchiveReader(bytes, name, helm_version).read();
}

std::string write_chart_archive(std::string_view top, std::span<const ArchiveFile> files) {
  std::string out;
  std::unique_ptr<archive, FreeWriter> writer(archive_write_new());
  std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  if (!writer || !entry) throw std::bad_alloc();
  archive_write_add_filter_gzip(writer.get());
  archive_write_set_format_pax_restricted(writer.get());
  if (archive_write_set_options(writer.get(), "gzip:!timestamp") != ARCHIVE_OK ||
      archive_write_set_bytes_in_last_block(writer.get(), 1) != ARCHIVE_OK ||
      archive_write_open(writer.get(), &out, nullptr, append_output, nullptr) != ARCHIVE_OK) {
    refuse_writing(writer.get());
  }
  for (const ArchiveFile& file : files) {
    archive_entry_clear(entry.get());
    std::string name = fmt::format("{}/{}", top, file.path);
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(file.bytes.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_mtime(entry.get(), 0, 0);
    int result = archive_write_header(writer.get(), entry.get());
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) refuse_writing(writer.get());
    la_ssize_t written = archive_write_data(writer.get(), file.bytes.data(), file.bytes.size());
    if (written != static_cast<la_ssize_t>(file.bytes.size())) refuse_writing(writer.get());
  }
  if (archive_write_close(writer.get()) != ARCHIVE_OK) refuse_writing(writer.get());
  return out;
}

}  // namespace drydock::render
