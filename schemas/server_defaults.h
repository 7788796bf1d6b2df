#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/resource.h"

namespace drydock::schemas {

/// A field that the API server fills in when it is missing.
struct ServerDefault {
  std::vector<std::string_view> path;  // keys; "[]" stands for each item of a list
  std::string_view value;              // JSON
  bool makes_parents = false;          // parents that are missing are made; else they stay so
};

/// What the API server (1.34) fills in for objects of one kind, apart from what depends on other
/// fields.
struct KindDefaults {
  std::vector<ServerDefault> fields;
  std::vector<std::string_view> pod_spec;  // where a pod's spec is; empty: there is none
};

/// Null for kinds without defaults. Lives as long as the program; safe from many threads.
const KindDefaults* server_defaults(const Gvk& gvk);
/// Those of a pod's spec.
std::span<const ServerDefault> pod_defaults();

}  // namespace drydock::schemas
