#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/rendered_pack.h"
#include "core/source_cache.h"

namespace drydock::projects {

/// Of the `count` parts of a fleet the one with this number, from 1.
struct Shard {
  int number = 1;
  int count = 1;

  /// Whether the project at this place in the list is its.
  bool has(size_t project) const {
    return project % static_cast<size_t>(count) == static_cast<size_t>(number - 1);
  }
};

/// "2/5". Throws Error for other texts.
Shard parse_shard(std::string_view text);

/// The rendered projects of one shard of a repository, as a file keeps them (see
/// core/rendered_pack.h).
struct FleetIndex {
  Shard shard;
  std::string
      fleet;  // what names all projects of the repository; equal for shards that belong together
  std::vector<UnpackedProject> projects;
};

/// What `FleetIndex::fleet` is for these projects.
std::string fleet_id(const std::vector<Project>& projects);

/// The bytes of a file. `files` read what the projects were rendered from.
std::string pack_index(const Shard& shard, const std::string& fleet, const SourceCache& files,
                       const std::vector<RenderedProject>& rendered);

/// Reads a file's bytes; `name` is its name for messages. Sources are read from `files` again, and
/// must not have changed; without `files` they have paths only. Throws Error with rule
/// `index-invalid`.
FleetIndex unpack_index(std::string_view bytes, const std::string& name, Sources& sources,
                        SourceCache* files);

}  // namespace drydock::projects
