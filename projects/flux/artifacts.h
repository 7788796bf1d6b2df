#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/yaml/node.h"

namespace drydock::projects::flux {

/// What an ArtifactGenerator puts into one ExternalArtifact: files of its sources, under other
/// paths.
struct Artifact {
  struct Copy {
    std::string source_kind, source_name, source_namespace;  // namespace empty: the generator's
    std::string from;                                        // folder or file of the source, clean
    std::string to;                                          // where it is in the artifact, clean
  };

  std::string name;
  std::vector<Copy> copies;
};

/// The artifacts of an object of kind ArtifactGenerator. Copies that cannot be understood are left
/// out.
std::vector<Artifact> read_artifacts(const Node& generator);

/// The path in the source of a copy for a path in the artifact; nothing when it holds something
/// else. Files that refer to each other are taken to lie there as they do in the artifact.
std::optional<std::string> path_behind(const Artifact::Copy& copy, std::string_view path);

}  // namespace drydock::projects::flux
