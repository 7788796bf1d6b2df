#pragma once

#include "validate/server/field.h"

namespace drydock::validate::server {

enum class ProbeKind : uint8_t { Liveness, Readiness, Startup };

/// Probes and hooks of a container; nothing for absent ones.
void check_probe(const Field& probe, ProbeKind kind);
void check_lifecycle(const Field& lifecycle, int64_t grace_seconds);

}  // namespace drydock::validate::server
