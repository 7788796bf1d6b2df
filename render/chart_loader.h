#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/source_cache.h"
#include "render/chart.h"

namespace drydock::render {

/// A file of a chart before it is looked into: its path within the chart, and its bytes.
struct LooseFile {
  std::string path;
  LateSource source;
};

/// Charts of a run: each folder and each archive is loaded once, whoever asks. All calls are safe
/// from many threads; charts stay where they are for the life of the store.
class ChartStore {
 public:
  /// Files that archives hold go to `sources`.
  explicit ChartStore(Sources& sources) : sources_(sources) {}
  ChartStore(const ChartStore&) = delete;
  ChartStore& operator=(const ChartStore&) = delete;

  /// Loads a folder or a packed chart by its path in the tree. Throws Error with rule
  /// `chart-invalid` (or one of the Tree's and YAML's) and Helm's text for what it cannot load.
  /// `shown_path` is the path that Helm would print: the absolute one.
  const Chart& load(SourceCache& files, std::string_view path, std::string_view shown_path,
                    int helm_version);

  /// The same for Helm's verbs that do not care for the chart's apiVersion: show, lint and
  /// dependency.
  const Chart& load_any(SourceCache& files, std::string_view path, int helm_version);

  /// Loads a packed chart that is in memory, a download for example.
  const Chart& load_archive(const SourceFile& archive, int helm_version);

  /// Loads a chart from its files: paths within the chart, in the order of Helm's walk.
  const Chart& load_files(std::vector<LooseFile> files, std::string location, int helm_version);

 private:
  const Chart& load_archive_at_depth(const SourceFile& archive, int helm_version, int depth);
  const Chart& build(std::vector<LooseFile> files, std::string location,
                     std::vector<std::string> warnings, int helm_version, int depth);
  void read_chart_values(Chart& chart, const SourceFile& file, int helm_version);
  void add_own_file(Chart& chart, const ChartFile& file, int helm_version);
  void add_sub_charts(Chart& chart, std::vector<LooseFile> files, int helm_version, int depth);
  const Chart& load_sub_chart(const std::string& entry, std::vector<LooseFile> files,
                              const Chart& parent, int helm_version, int depth);

  Sources& sources_;
  std::mutex mutex_;
  uint32_t next_origin_ = 1;
  std::deque<std::unique_ptr<Chart>> charts_;
  std::unordered_map<std::string, const Chart*> folders_;           // by tree, path and version
  std::unordered_map<std::string_view, const Chart*> archives_[2];  // by bytes; Helm 3 and 4
};

/// The files of a chart's folder as Helm's loader takes them: in the order of its walk, links
/// followed, large ones not read yet, without what .helmignore names. Throws as `ChartStore::load`
/// does. `warnings` gets the lines that Helm logs.
std::vector<LooseFile> list_chart_folder(SourceCache& files, std::string_view folder,
                                         int helm_version, std::vector<std::string>& warnings);

}  // namespace drydock::render
