#pragma once

#include "validate/server/object.h"

namespace drydock::validate::server {

/// An Event of the core group, which may be of the old or the new kind.
void check_event(const Object& object);
/// An Event of events.k8s.io, which must be of the new kind.
void check_new_event(const Object& object);

}  // namespace drydock::validate::server
