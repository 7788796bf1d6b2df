#pragma once

#include "overlays/configs.h"
#include "overlays/context.h"
#include "overlays/object_list.h"

namespace drydock::overlays {

/// Puts a prefix or suffix to the names of objects, except for definitions, API services and
/// namespaces, and remembers it: references follow.
void apply_prefix(ObjectList& objects, const NameAffixConfig& config, Context& context);
void apply_suffix(ObjectList& objects, const NameAffixConfig& config, Context& context);

}  // namespace drydock::overlays
