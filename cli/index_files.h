#pragma once

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "cli/pipeline.h"
#include "projects/fleet_index.h"

namespace drydock::cli {

/// The projects of a repository that belong to a shard, rendered.
std::vector<RenderedProject> render_shard(Repository& repository, const projects::Shard& shard,
                                          int jobs);

/// Writes what projects of a repository rendered.
void write_index(const std::string& path, const Repository& repository,
                 const projects::Shard& shard, const std::vector<RenderedProject>& rendered);

/// Puts the shards of a repository together -> every project, as one run would have rendered it.
/// Those whose Secrets were withheld are rendered here. Throws Error with rule `index-invalid` when
/// a shard is missing, there twice, or of another state of the repository.
std::vector<RenderedProject> merge_indexes(Session& session, Repository& repository,
                                           std::span<const std::string> paths);

/// Projects that are in other repositories, with all that they rendered.
class ForeignProjects {
 public:
  /// Reads an index. Paths of its files are those of its repository.
  ForeignProjects(Session& session, const std::string& path);

  /// What is checked here stands for the project of that name, in its cluster and namespace. Throws
  /// Error when there is none.
  void replace(const std::string& name, std::vector<Project>& own);
  /// All of them but those that have the name of a project here, or were replaced.
  std::vector<const RenderedProject*> beside(const std::vector<Project>& own) const;

 private:
  std::string path_;
  std::string replaced_;
  std::vector<UnpackedProject> projects_;
};

/// Leaves the findings in which a project of this repository takes part.
void keep_own(CheckRun& run, const std::vector<Project>& own);

}  // namespace drydock::cli
