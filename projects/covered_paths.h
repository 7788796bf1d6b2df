#pragma once

#include <set>
#include <string>

#include "core/project.h"
#include "core/source_cache.h"
#include "projects/controller.h"
#include "projects/path_filter.h"

namespace drydock::projects {

/// Which files of a repository definitions deploy, so that no project is found there a second time.
class CoveredPaths {
 public:
  explicit CoveredPaths(SourceCache& files) : files_(files) {}

  void add(const CoveredPath& path);

  /// Takes from a found project what is covered -> whether nothing is left of it.
  bool take_from(Project& project, const PathFilter& filter) const;

 private:
  bool covers_all_of(std::string_view path) const;
  bool take_from_plain(Project& project, const PathFilter& filter) const;

  SourceCache& files_;
  std::set<std::string, std::less<>> exact_;
  std::set<std::string, std::less<>> below_;
};

}  // namespace drydock::projects
