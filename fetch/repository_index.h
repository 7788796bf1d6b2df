#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"

namespace drydock::fetch {

/// One version of a chart in a repository.
struct ChartVersion {
  std::string version;
  std::vector<std::string> urls;  // absolute, or relative to the repository
  std::string digest;             // sha256 in hex digits; may be empty
};

/// The file index.yaml of a chart repository.
class RepositoryIndex {
 public:
  /// Throws Error, rule `download`, for what is no index. Entries that are no version are passed
  /// over, as in Helm.
  static RepositoryIndex parse(const SourceFile& file);

  /// The versions of a chart, the highest first; null when the repository has no such chart.
  const std::vector<ChartVersion>* find(std::string_view chart) const;

 private:
  std::map<std::string, std::vector<ChartVersion>, std::less<>> charts_;
};

/// Whether a text is one version, not a range.
bool is_version(std::string_view text);
/// Whether two texts are the same version: "1.2" is "1.2.0".
bool same_version(std::string_view a, std::string_view b);
/// Puts versions in order, the highest first; what is no version goes.
void sort_versions(std::vector<std::string>& versions);

}  // namespace drydock::fetch
