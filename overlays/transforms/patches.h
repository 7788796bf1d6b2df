#pragma once

#include "overlays/configs.h"
#include "overlays/context.h"
#include "overlays/object_list.h"

namespace drydock::overlays {

// Patches are applied in the order of their entries. Objects that they delete stay in the list, as
// empty ones, until `ObjectList::drop_empty`.

/// An entry of `patches`: strategic merge patches or one JSON patch, in a file or inline, for the
/// objects that the target selects, or those that the patches name. Throws Error for a patch that
/// cannot be read, or names no object or several.
void apply(ObjectList& objects, const PatchConfig& config, Context& context);

/// `patchesStrategicMerge`.
void apply(ObjectList& objects, const StrategicPatchConfig& config, Context& context);

/// An entry of `patchesJson6902`.
void apply(ObjectList& objects, const JsonPatchConfig& config, Context& context);

}  // namespace drydock::overlays
