#pragma once

#include "validate/server/object.h"

namespace drydock::validate::server {

void check_flow_schema(const Object& object);
void check_priority_level(const Object& object);

}  // namespace drydock::validate::server
