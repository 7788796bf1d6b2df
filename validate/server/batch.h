#pragma once

#include "validate/server/object.h"

namespace drydock::validate::server {

void check_job(const Object& object);
void check_cron_job(const Object& object);

}  // namespace drydock::validate::server
