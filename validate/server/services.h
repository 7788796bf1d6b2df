#pragma once

#include "validate/server/object.h"

namespace drydock::validate::server {

void check_service(const Object& object);
void check_endpoints(const Object& object);

}  // namespace drydock::validate::server
