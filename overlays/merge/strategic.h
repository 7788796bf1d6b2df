#pragma once

#include "core/arena.h"
#include "core/yaml/node.h"
#include "schemas/merge_schema.h"

namespace drydock::overlays {

/// Merges a strategic merge patch into an object, as kyaml does: mappings key by key, lists by the
/// merge keys that the schemas give for the object's kind, and everything else by replacement.
/// `$patch: delete`, `replace` and `merge` are obeyed; a null removes.
///
/// The object is changed in place; parts of the patch become parts of it and are changed, so give a
/// copy. False when the patch deletes the object. Throws Error with rule `overlay-patch` at the
/// patch where the two do not fit.
bool merge_strategic(Node& object, Node& patch, Arena& arena, const schemas::MergeSchemas& schemas);

}  // namespace drydock::overlays
