#pragma once

#include <initializer_list>
#include <string_view>

#include "validate/server/field.h"

namespace drydock::validate::server {

/// Fields of the pod itself that containers may see: one file of a volume.
void check_downward_file(const Field& file);
/// One variable of the environment.
void check_env_field(const Field& selector);
void check_env_resource(const Field& selector);

}  // namespace drydock::validate::server
