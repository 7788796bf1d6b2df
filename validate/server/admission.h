#pragma once

#include "validate/server/object.h"

namespace drydock::validate::server {

void check_validating_webhooks(const Object& object);
void check_mutating_webhooks(const Object& object);
void check_validating_policy(const Object& object);
void check_mutating_policy(const Object& object);
void check_validating_policy_binding(const Object& object);
void check_mutating_policy_binding(const Object& object);

}  // namespace drydock::validate::server
