#pragma once

#include <string>

#include "render/builtins/context.h"

namespace drydock::cli {

/// What template functions see of the machine: its clock, time zone and random numbers, as the
/// original programs have them.
render::Environment system_environment(int helm_version);

/// DRYDOCK_KUBE_VERSION: the version of Kubernetes that verbs standing in for other programs report
/// when no flag says one; empty when not set.
std::string kube_version_override();

}  // namespace drydock::cli
