#pragma once

#include "overlays/configs.h"
#include "overlays/context.h"
#include "overlays/object_list.h"

namespace drydock::overlays {

/// Copies values from one object, or given texts, to fields of others. Throws Error for a source
/// that is none or several, and for fields that are missing and not to be made.
void apply(ObjectList& objects, const ReplacementConfig& config, Context& context);

}  // namespace drydock::overlays
