#pragma once

#include "plan/content.h"

namespace drydock::plan {

/// What the server derives, allocates and keeps in a Service.
void derive_service(Node& root, const Node* before, Arena& arena);

}  // namespace drydock::plan
