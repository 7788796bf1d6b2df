#pragma once

#include <functional>
#include <string_view>

#include "core/resource.h"

namespace drydock::validate {

/// An object that a controller makes because of another.
struct MadeObject {
  std::string_view kind;            // of the core group
  std::string_view namespace_name;  // empty: that of the object that makes it
  std::string_view name;
  bool in_every_namespace = false;
};

/// Calls `tell` for what controllers make because of an object: Secrets of ExternalSecrets,
/// SealedSecrets, Certificates ...
void made_objects(const Resource& resource, const std::function<void(const MadeObject&)>& tell);

/// What is in every cluster: the ConfigMap kube-root-ca.crt, the ServiceAccount default, roles of
/// the system ...
bool is_always_there(std::string_view group, std::string_view kind, std::string_view name);

}  // namespace drydock::validate
