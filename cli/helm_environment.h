#pragma once

#include <string>

#include "fetch/name_lookup.h"
#include "render/builtins/context.h"
#include "render/capabilities.h"

namespace drydock::cli {

/// What templates see of this machine: the time and its zone.
render::Environment make_helm_environment(int helm_version);

/// What `getHostByName` gives with --enable-dns; see `render::Environment::find_host`.
std::string find_host(std::string_view host, const fetch::LookupSettings& settings = {});

/// DRYDOCK_KUBE_VERSION; empty when not set.
std::string kube_version_override();

/// The version of Kubernetes that templates see: the flag's, DRYDOCK_KUBE_VERSION, or what the
/// released originals report. Throws Error with Helm's text.
render::KubeVersion helm_kube_version(std::string given);

}  // namespace drydock::cli
