#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/rendered.h"
#include "core/source_cache.h"
#include "projects/input_ids.h"

namespace drydock::projects {

/// What earlier runs rendered, in a folder: a file for each project, with the ids of everything
/// that it depended on: files, names in folders, and what was looked for and was not there. It
/// counts as long as all of these are the same. Projects with values of Secrets are never in it.
/// Safe from many threads and processes: files get their name when they are whole, and one that is
/// damaged is as good as none.
class RenderCache {
 public:
  /// For projects of this tree; those of others are passed over. `files` must outlive it.
  /// `settings` is the text of drydock.yaml. Throws Error when the folder cannot be made.
  RenderCache(std::string folder, SourceCache& files, std::string_view settings);

  std::optional<RenderedProject> find(SourceCache& files, const Project& project);
  /// What cannot be written is not kept.
  void keep(SourceCache& files, const RenderedProject& rendered);
  /// Removes what was not used for the longest time until at most so many bytes are left.
  void trim(uint64_t max_bytes) const;

 private:
  std::string key_of(const Project& project) const;
  std::string path_of(const std::string& key) const;

  std::string folder_;
  const Tree& tree_;
  std::string settings_id_;
  InputIds ids_;
};

}  // namespace drydock::projects
