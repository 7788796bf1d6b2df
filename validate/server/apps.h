#pragma once

#include "validate/server/object.h"

namespace drydock::validate::server {

void check_deployment(const Object& object);
void check_stateful_set(const Object& object);
void check_daemon_set(const Object& object);
void check_replica_set(const Object& object);
void check_replication_controller(const Object& object);
void check_controller_revision(const Object& object);

// Numbers that may be percentages.
/// Not negative, or digits and a percent sign.
void check_int_or_percent(const Field& field);
void check_not_over_100_percent(const Field& field);
/// The number, with or without a percent sign; 0 for other texts.
int64_t int_or_percent(const Field& field, int64_t otherwise = 0);

}  // namespace drydock::validate::server
