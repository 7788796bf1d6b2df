#include "core/kinds.h"

namespace drydock {
namespace {

// Kinds that one store serves under two groups.
struct MovedKind {
  std::string_view group;
  std::string_view kind;
  std::string_view current;
};
constexpr MovedKind kMovedKinds[] = {
    {"", "Event", "events.k8s.io"},
    {"extensions", "DaemonSet", "apps"},
    {"extensions", "Deployment", "apps"},
    {"extensions", "Ingress", "networking.k8s.io"},
    {"extensions", "NetworkPolicy", "networking.k8s.io"},
    {"extensions", "PodSecurityPolicy", "policy"},
    {"extensions", "ReplicaSet", "apps"},
};

}  // namespace

std::string_view current_group(std::string_view group, std::string_view kind) {
  if (!group.empty() && group != "extensions") return group;
  for (const MovedKind& moved : kMovedKinds) {
    if (moved.group == group && moved.kind == kind) return moved.current;
  }
  return group;
}

std::string format_resource_id(std::string_view group, std::string_view kind,
                               std::string_view namespace_name, std::string_view name) {
  std::string id(kind);
  for (auto [separator, part] : {std::pair('.', group), std::pair('/', namespace_name)}) {
    if (part.empty()) continue;
    id += separator;
    id += part;
  }
  id += '/';
  id += name;
  return id;
}

}  // namespace drydock
