#pragma once

#include "validate/server/object.h"

namespace drydock::validate::server {

Problems custom_resource_name(const Object& object, std::string_view name, bool is_prefix);
void check_custom_resource_definition(const Object& object);

}  // namespace drydock::validate::server
