#pragma once

#include <vector>

#include "overlays/context.h"
#include "overlays/object_list.h"
#include "overlays/transformer_config.h"

namespace drydock::overlays {

/// Gives the places that name other objects the names that those have by now: kustomize's
/// FixBackReferences. An object is meant when one of its earlier names stands there; of several,
/// the one that went through the same prefixes and suffixes. Throws Error when it is not clear
/// which is meant.
void fix_name_references(ObjectList& objects, const std::vector<NameBackReferences>& references,
                         Context& context);

}  // namespace drydock::overlays
