#pragma once

#include "validate/server/object.h"

namespace drydock::validate::server {

/// The spec of a PersistentVolumeClaim, also of one that a template makes.
void check_claim_spec(const Field& spec);
void check_persistent_volume_claim(const Object& object);
void check_persistent_volume(const Object& object);
/// The spec of a persistent volume that stands inside another object, as in a VolumeAttachment.
void check_inline_volume_spec(const Field& spec);
void check_persistent_volume_spec(const Field& spec, std::string_view name, bool is_inline);

}  // namespace drydock::validate::server
