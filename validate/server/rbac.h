#pragma once

#include "validate/server/object.h"

namespace drydock::validate::server {

void check_role(const Object& object);
void check_cluster_role(const Object& object);
void check_role_binding(const Object& object);
void check_cluster_role_binding(const Object& object);

}  // namespace drydock::validate::server
