#pragma once

#include <string>

#include "overlays/context.h"
#include "overlays/object_list.h"

namespace drydock::overlays {

/// The ten characters that kustomize makes of an object's content: for a ConfigMap or Secret of its
/// name, type and data, for any other object of everything.
std::string content_hash(const Object& object);

/// Appends the hash to the name of each object that needs one.
void add_hashes(ObjectList& objects, Context& context);

}  // namespace drydock::overlays
