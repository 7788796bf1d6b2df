#pragma once

#include "overlays/configs.h"
#include "overlays/context.h"
#include "overlays/object_list.h"

namespace drydock::overlays {

/// Sets the number of replicas of everything that has, or had, a name. Throws Error when nothing
/// has it.
void apply(ObjectList& objects, const ReplicaConfig& config, Context& context);

}  // namespace drydock::overlays
