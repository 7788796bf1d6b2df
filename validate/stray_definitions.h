#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/source_cache.h"
#include "core/yaml/node.h"
#include "validate/fleet.h"
#include "validate/schema_catalog.h"

namespace drydock::validate {

/// A kind of objects that somebody has in a cluster.
struct UsedKind {
  Gvk gvk;
  std::string_view cluster;
};

/// Looks through the files of the repository for definitions of kinds that the fleet uses and that
/// no project defines, as in a folder `crds/` that somebody applies by hand. Adds them to the
/// catalogue, and answers with their documents. Files are only read when there are such kinds; what
/// cannot be read, or fits one of the globs `ignored`, is passed over.
std::vector<const Node*> add_stray_definitions(const Fleet& fleet, SourceCache& files,
                                               const std::vector<std::string>& ignored,
                                               Arena& arena, SchemaCatalog& catalog);
/// The same for kinds that a fleet is known to use.
std::vector<const Node*> add_stray_definitions(std::span<const UsedKind> used, SourceCache& files,
                                               const std::vector<std::string>& ignored,
                                               Arena& arena, SchemaCatalog& catalog);

}  // namespace drydock::validate
