// Any bytes as a packed chart: read, or refused with an Error; what is read has clean paths, keeps
// within the limits, and comes back the same after it was packed again.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "render/chart_archive.h"

namespace {

using drydock::render::ArchiveFile;

void check_file(const ArchiveFile& file) {
  if (file.path.empty() || file.path.front() == '/' || file.path.starts_with("..")) std::abort();
}

bool same(const std::vector<ArchiveFile>& a, const std::vector<ArchiveFile>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i].path != b[i].path || a[i].bytes != b[i].bytes) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (int helm_version : {3, 4}) {
    try {
      std::vector<ArchiveFile> files =
          drydock::render::read_chart_archive(bytes, "chart.tgz", helm_version);
      size_t total = 0;
      for (const ArchiveFile& file : files) {
        check_file(file);
        total += file.bytes.size();
      }
      if (total > drydock::render::archive_limits(helm_version).total_bytes) std::abort();
      // Backslashes would be taken for separators the next time.
      bool plain = true;
      for (const ArchiveFile& file : files) {
        plain = plain && file.path.find('\\') == std::string::npos &&
                !file.bytes.starts_with("\xef\xbb\xbf");
      }
      if (!plain) continue;
      std::string packed = drydock::render::write_chart_archive("chart", files);
      if (!same(files, drydock::render::read_chart_archive(packed, "again.tgz", 4))) std::abort();
    } catch (const drydock::Error&) {
    }
  }
  return 0;
}
