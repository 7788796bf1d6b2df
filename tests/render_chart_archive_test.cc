#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "render/chart_archive.h"

namespace drydock::render {
namespace {

struct Entry {
  const char* name;
  std::string bytes = "x";
  int type = AE_IFREG;
  int64_t size = -1;  // of a sparse file, whose bytes are only the first of so many
};

la_ssize_t append(archive*, void* out, const void* data, size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(data), size);
  return static_cast<la_ssize_t>(size);
}

std::string pack(const std::vector<Entry>& entries) {
  std::string out;
  archive* writer = archive_write_new();
  archive_write_add_filter_gzip(writer);
  archive_write_set_format_pax_restricted(writer);
  archive_write_open(writer, &out, nullptr, append, nullptr);
  for (const Entry& one : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, one.name);
    archive_entry_set_filetype(entry, static_cast<unsigned>(one.type));
    archive_entry_set_perm(entry, 0644);
    if (one.type == AE_IFLNK) archive_entry_set_symlink(entry, "/etc/passwd");
    bool has_bytes = one.type == AE_IFREG;
    archive_entry_set_size(entry, one.size >= 0 ? one.size
                                  : has_bytes   ? static_cast<int64_t>(one.bytes.size())
                                                : 0);
    if (one.size >= 0) {
      archive_entry_sparse_add_entry(entry, 0, static_cast<int64_t>(one.bytes.size()));
    }
    archive_write_header(writer, entry);
    if (has_bytes) archive_write_data(writer, one.bytes.data(), one.bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  return out;
}

/// The message of the refusal, or "" and the paths.
std::string refusal(std::string_view bytes, int helm_version = 4, std::string_view name = "a.tgz") {
  try {
    read_chart_archive(bytes, name, helm_version);
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostic().rule, "chart-archive");
    return error.what();
  }
}

TEST(ChartArchive, CutsTheTopFolderOff) {
  std::vector<ArchiveFile> files =
      read_chart_archive(pack({{"app/Chart.yaml", "\xef\xbb\xbfname: app"},
                               {"app", "", AE_IFDIR},
                               {"app/./templates//x.yaml"},
                               {"app\\templates\\windows.yaml"},
                               {"app/templates/\xc3\xbc.yaml"}}),
                         "a.tgz", 4);
  ASSERT_EQ(files.size(), 4u);
  EXPECT_EQ(files[0].path, "Chart.yaml");
  EXPECT_EQ(files[0].bytes, "name: app");
  EXPECT_EQ(files[1].path, "templates/x.yaml");
  EXPECT_EQ(files[2].path, "templates/windows.yaml");
  EXPECT_EQ(files[3].path, "templates/\xc3\xbc.yaml");
}

TEST(ChartArchive, RefusesPathsThatLeaveTheChart) {
  struct Case {
    const char* name;
    std::string_view message;
  };
  constexpr Case kCases[] = {
      {"app/../../etc/passwd", "chart illegally references parent directory"},
      {"../app/x", "chart illegally references parent directory"},
      {"/etc/passwd", "chart illegally contains absolute paths"},
      {"app//etc/passwd", "chart illegally contains absolute paths"},
      {"app/c:/x", "chart contains illegally named files"},
      {"Chart.yaml", "chart yaml not in base directory"},
      {"x", "chart illegally contains content outside the base directory: \"x\""},
  };
  for (const Case& one : kCases) EXPECT_EQ(refusal(pack({{one.name}})), one.message) << one.name;
}

TEST(ChartArchive, RefusesLinksAndDevices) {
  EXPECT_NE(refusal(pack({{"app/l", "", AE_IFLNK}})).find("is a link"), std::string::npos);
  EXPECT_NE(refusal(pack({{"app/p", "", AE_IFIFO}})).find("is a device"), std::string::npos);
}

TEST(ChartArchive, RefusesWhatIsNoArchive) {
  EXPECT_EQ(refusal("a: b", 4, "v.yaml"),
            "file 'v.yaml' seems to be a YAML file, but expected a gzipped archive");
  EXPECT_EQ(refusal("text", 4, "x"), "file 'x' does not appear to be a gzipped archive");
  EXPECT_EQ(refusal("text", 4, ""), "gzip: invalid header");
  std::string whole = pack({{"app/Chart.yaml", std::string(5000, 'q')}});
  std::string half = refusal(whole.substr(0, 60));  // padding follows what was packed
  EXPECT_NE(half.find("broken"), std::string::npos) << half;
  EXPECT_EQ(refusal(pack({{"app", "", AE_IFDIR}})), "no files in chart archive");
}

std::string gunzip(std::string_view packed) {
  archive* reader = archive_read_new();
  archive_read_support_filter_gzip(reader);
  archive_read_support_format_raw(reader);
  archive_read_open_memory(reader, packed.data(), packed.size());
  archive_entry* entry = nullptr;
  archive_read_next_header(reader, &entry);
  std::string out(size_t{1} << 20, '\0');
  la_ssize_t size = archive_read_data(reader, out.data(), out.size());
  out.resize(size > 0 ? static_cast<size_t>(size) : 0);
  archive_read_free(reader);
  return out;
}

std::string gzip(std::string_view text) {
  std::string out;
  archive* writer = archive_write_new();
  archive_write_add_filter_gzip(writer);
  archive_write_set_format_raw(writer);
  archive_write_open(writer, &out, nullptr, append, nullptr);
  archive_entry* entry = archive_entry_new();
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_write_header(writer, entry);
  archive_write_data(writer, text.data(), text.size());
  archive_entry_free(entry);
  archive_write_close(writer);
  archive_write_free(writer);
  return out;
}

TEST(ChartArchive, MayEndWithinTheLastBlocksPadding) {
  constexpr size_t kBlock = 512;
  std::string tar = gunzip(pack({{"app/Chart.yaml", "name: app"}, {"app/x", "123"}}));
  size_t data = 3 * kBlock;  // of the second file
  auto cut = [&](size_t size) { return refusal(gzip(tar.substr(0, size))); };
  EXPECT_EQ(cut(data + 3), "");
  EXPECT_EQ(cut(data + 100), "");
  EXPECT_EQ(cut(data + kBlock), "");
  EXPECT_NE(cut(data + 2), "");
  EXPECT_NE(cut(data - 100), "");
}

TEST(ChartArchive, BoundsSizes) {
  constexpr int64_t kTenGigabytes = int64_t{10} << 30;
  std::string six_megabytes(size_t{6} << 20, 'a');
  EXPECT_NE(refusal(pack({{"app/big", six_megabytes}}), 3).find("5242880"), std::string::npos);
  EXPECT_EQ(refusal(pack({{"app/big", six_megabytes}}), 4), "");
  // The header alone ends it: nothing is unpacked.
  EXPECT_NE(refusal(pack({{"app/bomb", "x", AE_IFREG, kTenGigabytes}})).find("104857600"),
            std::string::npos);
  std::string half(size_t{60} << 20, '\0');
  EXPECT_NE(refusal(pack({{"app/a", half}, {"app/b", half}})), "");
}

TEST(ChartArchive, PacksTheSameBytesEachTime) {
  std::vector<ArchiveFile> files = {{"Chart.yaml", "name: app\n"},
                                    {"templates/\xc3\xbc.yaml", std::string(300, 'y')},
                                    {std::string(200, 'l') + "/x", ""}};
  std::string packed = write_chart_archive("app", files);
  EXPECT_EQ(packed, write_chart_archive("app", files));
  std::vector<ArchiveFile> again = read_chart_archive(packed, "a.tgz", 3);
  ASSERT_EQ(again.size(), files.size());
  for (size_t i = 0; i < files.size(); ++i) {
    EXPECT_EQ(again[i].path, files[i].path);
    EXPECT_EQ(again[i].bytes, files[i].bytes);
  }
}

}  // namespace
}  // namespace drydock::render
