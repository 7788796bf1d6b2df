#pragma once

#include "validate/server/object.h"

/// Kinds of the core group that have no file of their own.
namespace drydock::validate::server {

void check_config_map(const Object& object);
void check_secret(const Object& object);
void check_namespace(const Object& object);
void check_node(const Object& object);
void check_limit_range(const Object& object);
void check_resource_quota(const Object& object);
void check_binding(const Object& object);

}  // namespace drydock::validate::server
