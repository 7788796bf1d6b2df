#pragma once

#include "overlays/kustomization.h"
#include "overlays/object_list.h"

namespace drydock::overlays {

/// Puts objects into the order that `sortOptions` asks for. Throws Error for options that do not go
/// together.
void sort_objects(ObjectList& objects, const SortOptions& options);

/// The order of old: what others depend on first, webhooks last.
void sort_objects_legacy(ObjectList& objects);

}  // namespace drydock::overlays
