#pragma once

#include <string>
#include <string_view>

#include "core/resource.h"

namespace drydock {

/// Whether objects of a kind live in namespaces.
enum class Scope { Namespaced, Cluster, Unknown };

/// The group that serves this kind today: Ingress of `extensions` is `networking.k8s.io`. Other
/// groups stay what they are.
std::string_view current_group(std::string_view group, std::string_view kind);

/// "Kind.group/namespace/name", the core group without suffix, no namespace when it is empty.
std::string format_resource_id(std::string_view group, std::string_view kind,
                               std::string_view namespace_name, std::string_view name);

}  // namespace drydock
