#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace drydock::render {

/// A file of a packed chart.
struct ArchiveFile {
  std::string path;   // within the chart: without the folder that holds everything
  std::string bytes;  // without a byte order mark
};

/// What a packed chart may hold. An archive that holds more ends at the first entry that does.
struct ArchiveLimits {
  size_t file_bytes = 0;  // of one file; 0: no limit of its own
  size_t total_bytes = size_t{100} * 1024 * 1024;
  size_t entries = 100'000;  // files, folders and all else
};

/// Helm 3 bounds each file to 5 MiB, Helm 4 only all of them together.
ArchiveLimits archive_limits(int helm_version);

/// Unpacks a chart (.tgz), in the archive's order; one path may come twice. Paths are clean, never
/// absolute, and have no "..". Nothing is written to disk. Throws Error with rule `chart-archive`
/// and Helm's text for what Helm refuses (what is no such archive, paths that leave the chart, no
/// files, too large), and for links and devices, which Helm takes for empty files; sizes, count and
/// ratio are bounded. `name` is for messages; "" when the archive comes from within another.
std::vector<ArchiveFile> read_chart_archive(std::string_view bytes, std::string_view name,
                                            int helm_version);

/// Packs files as Helm does, below the folder `top`. The same files give the same bytes: there are
/// no times and no owners.
std::string write_chart_archive(std::string_view top, std::span<const ArchiveFile> files);

}  // namespace drydock::render
