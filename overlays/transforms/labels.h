#pragma once

#include "overlays/configs.h"
#include "overlays/context.h"
#include "overlays/object_list.h"

namespace drydock::overlays {

/// Sets labels, or annotations, at the places that the specs give.
void apply(ObjectList& objects, const LabelConfig& config, Context& context);
void apply(ObjectList& objects, const AnnotationConfig& config, Context& context);

}  // namespace drydock::overlays
