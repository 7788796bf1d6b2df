#pragma once

#include "validate/server/object.h"

namespace drydock::validate::server {

void check_horizontal_pod_autoscaler(const Object& object);

}  // namespace drydock::validate::server
