#pragma once

#include "schemas/quantity.h"
#include "validate/server/field.h"

namespace drydock::validate::server {

using schemas::Quantity;

/// What is written in a field that has passed the structural check; zero when it is absent.
Quantity quantity_of(const Field& field);

}  // namespace drydock::validate::server
