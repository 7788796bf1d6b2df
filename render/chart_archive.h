#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace drydock::render {

/// A file of a packed chart.
struct ArchiveFile {
  std::string path;   // within the chart: without the folder that holds everything
  std::string bytes;  // without a byte order mark
};

/// Unpacks a chart (.tgz), in the archive's order. Throws Error with rule `chart-archive` and
/// Helm's text for what is no such archive, for paths that leave the chart, and for what is too
/// large; sizes, count and ratio are bounded. `name` is for messages.
std::vector<ArchiveFile> read_chart_archive(std::string_view bytes, std::string_view name,
                                            int helm_version);

}  // namespace drydock::render
