#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"

namespace drydock::render {

/// One file of a packed chart. The path is relative to the chart: the archive's top folder is cut
/// off. It is clean, never absolute, and has no "..".
struct ArchivedFile {
  std::string path;
  std::string bytes;  // without a byte order mark at the beginning
};

/// What a packed chart may hold. An archive that holds more ends at the first entry that does.
struct ArchiveLimits {
  size_t file_bytes = 0;  // of one file; 0: no limit of its own
  size_t total_bytes = size_t{100} * 1024 * 1024;
  size_t entries = 100'000;  // files, folders and all else
};

/// Helm 3 bounds each file to 5 MiB, Helm 4 only all of them together.
ArchiveLimits archive_limits(int helm);

/// The files of a packed chart (a gzipped tar archive in `bytes`) in the archive's order; one path
/// may come twice. Nothing is written to disk. Throws Error with rule `chart-archive` for what
/// Helm refuses (broken archives, absolute paths, "..", no files, too large), and for links and
/// devices, which Helm takes for empty files. `helm` is 3 or 4, `where` the archive.
std::vector<ArchivedFile> read_chart_archive(std::string_view bytes, int helm,
                                             SourcePos where = {});

/// Throws Error with rule `chart-archive` when a file that was named as a chart is no gzipped
/// archive, so that a values file in a chart's place gets a clear message.
void require_gzip(std::string_view path, std::string_view bytes);

/// Packs files as Helm does, below the folder `top`. The same files give the same bytes: no times,
/// no owners.
std::string write_chart_archive(std::string_view top, std::span<const ArchivedFile> files);

}  // namespace drydock::render
