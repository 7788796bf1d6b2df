#pragma once

#include "overlays/configs.h"
#include "overlays/context.h"
#include "overlays/object_list.h"

namespace drydock::overlays {

/// Puts objects into a namespace, except for those that surely live outside, and renames what
/// refers to it. Throws Error where two objects become one.
void apply(ObjectList& objects, const NamespaceConfig& config, Context& context);

/// Sets the namespace of one object, without its history.
void set_namespace(Object& object, const NamespaceConfig& config, Context& context);

}  // namespace drydock::overlays
