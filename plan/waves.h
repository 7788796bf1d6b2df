#pragma once

#include "core/resource.h"
#include "plan/marks.h"

namespace drydock::plan {

/// When an object is applied: 0 for namespaces, 10 for definitions, up to 50 for webhooks.
int apply_wave(const Gvk& gvk, Hook hook);
/// When it is deleted: the other way round, 60 to 110.
int delete_wave(const Gvk& gvk);

/// Objects that serve requests: when they go, somebody notices.
bool serves_requests(const Gvk& gvk);

}  // namespace drydock::plan
