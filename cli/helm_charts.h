#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "cli/command.h"
#include "core/source_cache.h"
#include "core/tree.h"
#include "render/chart.h"
#include "render/chart_loader.h"

namespace drydock::cli {

/// Charts on disk for the verbs of Helm, by the paths that the user writes.
class HelmCharts {
 public:
  HelmCharts(Session& session, int helm_version);

  int helm_version() const { return helm_version_; }
  render::ChartStore& store() { return store_; }
  SourceCache& files() { return *files_; }

  /// The path in the tree of `files`: absolute, clean, without the first slash.
  std::string in_tree(std::string_view path) const;
  /// What Go's filepath.Abs gives.
  std::string absolute(std::string_view path) const { return "/" + in_tree(path); }
  /// Nothing for what does not exist.
  std::optional<EntryKind> kind(std::string_view path) const { return tree_->kind(in_tree(path)); }

  /// A folder or an archive, of any apiVersion. Throws Error with Helm's text.
  const render::Chart& load(std::string_view path);
  /// As Helm finds a chart that is named on the command line, on disk only. Throws Error.
  const render::Chart& locate(std::string_view name);

 private:
  std::unique_ptr<Tree> tree_;
  std::unique_ptr<SourceCache> files_;
  render::ChartStore store_;
  std::string base_;  // the working folder
  int helm_version_;
};

}  // namespace drydock::cli
