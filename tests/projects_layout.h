#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/source_cache.h"
#include "core/tree.h"
#include "projects/discover.h"

namespace drydock::projects {

/// A repository in memory, written as one line for each file:
///   shop/web.yaml                               one ConfigMap with the path as its name
///   shop/kustomization.yaml <- web.yaml, ../b   a kustomization with these resources
///   shop/Chart.yaml                             a chart
///   shop/values.yaml = replicas: 1\nx: 2        these bytes (\n, \t, \0, \xNN and \\ as in C)
///   shop/link.yaml -> ../other.yaml             a symbolic link
class Layout {
 public:
  explicit Layout(std::string_view text);

  SourceCache& files() { return *cache_; }
  Discovery find(const Settings& settings = {}) {
    return discover(*cache_, settings, {"fleet", 2});
  }

 private:
  void add_line(std::string_view line);

  std::vector<std::pair<std::string, std::string>> contents_;
  std::vector<std::pair<std::string, std::string>> links_;
  std::unique_ptr<Tree> tree_;
  Sources sources_;
  std::unique_ptr<SourceCache> cache_;
};

/// One line for each project: "RENDERER NAME CLUSTER", "alone" behind it when folders below are not
/// part of it, "without PATH" for each exclusion, the names of values files.
std::string describe(const std::vector<Project>& projects);

/// One line for each problem: "PATH:LINE SEVERITY RULE MESSAGE".
std::string describe(const std::vector<Diagnostic>& problems);

}  // namespace drydock::projects
