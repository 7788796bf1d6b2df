#pragma once

#include "validate/server/object.h"

/// Kinds whose rules are few.
namespace drydock::validate::server {

void check_pod_disruption_budget(const Object& object);
void check_priority_class(const Object& object);
void check_lease(const Object& object);
void check_runtime_class(const Object& object);
void check_api_service(const Object& object);
Problems api_service_name(const Object& object, std::string_view name, bool is_prefix);
void check_scale(const Object& object);

}  // namespace drydock::validate::server
