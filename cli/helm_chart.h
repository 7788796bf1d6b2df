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
  std::string username;
  std::string password;
  std::string ca_file;
  std::string cert_file;
  std::string key_file;
  std::string ignored;
  bool development = false;
  bool verify = false;
  bool insecure = false;
  bool plain_http = false;
  bool pass_credentials = false;

  void add_flags(GoFlags& flags);
  /// Those that say how to download.
  void add_download_flags(GoFlags& flags);
};

/// A chart on disk or, with --allow-network, from elsewhere, with what it needs to stay in memory.
class LocalChart {
 public:
  /// Finds what the user names: a path, else an address, else a chart of a repository. Links in a
  /// chart's folder may lead anywhere within its Git repository, else within the folder that holds
  /// both the working folder and the chart. Throws Error with Helm's text.
  LocalChart(HelmCall& call, const HelmChartFlags& flags, std::string_view reference);

  /// The absolute path; of a download its address.
  const std::string& path() const { return path_; }
  /// Null for a download.
  SourceCache* files() { return files_.get(); }
  /// Where the chart is in the tree of `files()`.
  const std::string& tree_path() const { return tree_path_; }
  render::ChartStore& store() { return store_; }

  /// Loads it, and writes what Helm logs on the way.
  const render::Chart& load();
  /// The same for verbs that take charts of any apiVersion.
  const render::Chart& load_any();

 private:
  void open(const std::string& given);
  void download(const HelmChartFlags& flags, const std::string& reference);

  HelmCall& call_;
  std::string path_;
  std::string tree_path_;
  std::unique_ptr<Tree> tree_;
  std::unique_ptr<SourceCache> files_;
  const SourceFile* archive_ = nullptr;  // a download
  render::ChartStore store_;
};

}  // namespace drydock::cli
