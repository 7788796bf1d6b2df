#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/resource.h"
#include "core/yaml/node.h"

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

/// How the nodes that are filled in are made.
struct DefaultMaker {
  Node* (*text)(Arena& arena, std::string_view text);
  Node* (*literal)(Arena& arena, std::string_view json);  // a number, a boolean, null
  Node* (*mapping)(Arena& arena);
  Node* (*sequence)(Arena& arena);
};

/// The node of a default: a scalar of JSON, or a list of them.
Node* make_default(std::string_view json, const DefaultMaker& maker, Arena& arena);

/// Adds what is missing, its pod's spec included. With `keys_only` what is a key of a list: the
/// protocol of a port. Nodes of `root` must not be shared.
void fill_defaults(Node& root, const KindDefaults& defaults, const DefaultMaker& maker,
                   Arena& arena, bool keys_only = false);

}  // namespace drydock::schemas
