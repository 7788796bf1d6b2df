#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "cli/helm_call.h"
#include "core/source_cache.h"
#include "core/tree.h"
#include "render/chart_loader.h"

namespace drydock::cli {

/// Flags that say where a chart comes from.
struct HelmChartFlags {
  std::string version;
  std::string repository;
  std::string ignored;
  bool ignored_switch = false;
  bool verify = false;

  void add_flags(GoFlags& flags);
};

/// A chart on disk, loaded, with what it needs to stay there.
class LocalChart {
 public:
  /// Finds what the user names. Links in a chart's folder may lead anywhere within its Git
  /// repository, else within the folder that holds both the working folder and the chart. Throws
  /// Error with Helm's text.
  LocalChart(HelmCall& call, const HelmChartFlags& flags, std::string_view reference);

  /// The absolute path.
  const std::string& path() const { return path_; }
  SourceCache& files() { return *files_; }
  /// Where the chart is in the tree of `files()`.
  const std::string& tree_path() const { return tree_path_; }

  /// Loads it, and writes what Helm logs on the way.
  const render::Chart& load();

 private:
  HelmCall& call_;
  std::string path_;
  std::string tree_path_;
  std::unique_ptr<Tree> tree_;
  std::unique_ptr<SourceCache> files_;
  render::ChartStore store_;
};

}  // namespace drydock::cli
