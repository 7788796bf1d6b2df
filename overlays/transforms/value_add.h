#pragma once

#include "overlays/configs.h"
#include "overlays/context.h"
#include "overlays/object_list.h"

namespace drydock::overlays {

/// Writes a text into fields, or into the file path that stands there. Without a value it is the
/// name of the kustomization's folder.
void apply(ObjectList& objects, const ValueAddConfig& config, Context& context);

/// Puts a part into a file path, at a position among its parts; too large means the end.
std::string insert_path_part(std::string_view path, size_t position, std::string_view part);

}  // namespace drydock::overlays
