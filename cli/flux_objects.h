#pragma once

#include <span>
#include <string>

#include "core/source_cache.h"
#include "projects/flux/value_objects.h"

namespace drydock::cli {

/// The ConfigMaps and Secrets in manifests of folders and files, absolute paths. Objects that name
/// no namespace count as in `default_namespace`. Files that cannot be read as YAML are passed over.
projects::flux::ValueObjects read_value_objects(SourceCache& files,
                                                std::span<const std::string> paths,
                                                std::string_view default_namespace);

/// The nearest folder upwards that holds ".git", or the folder itself.
std::string repository_around(const std::string& folder);

}  // namespace drydock::cli
