#pragma once

#include "validate/server/object.h"

/// Devices: what pods claim, and what drivers offer.
namespace drydock::validate::server {

void check_device_class(const Object& object);
void check_device_taint_rule(const Object& object);
void check_resource_claim(const Object& object);
void check_resource_claim_template(const Object& object);
void check_resource_slice(const Object& object);

}  // namespace drydock::validate::server
