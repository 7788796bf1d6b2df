#include "plan/derived_pods.h"

#include <algorithm>

namespace drydock::plan {
namespace {

/// "Always" for the tag `latest`, or none without a digest.
std::string_view default_pull_policy(std::string_view image) {
  if (image.find('@') != image.npos) return "IfNotPresent";
  size_t slash = image.rfind('/');
  std::string_view name = slash == image.npos ? image : image.substr(slash + 1);
  size_t colon = name.rfind(':');
  bool latest = colon == name.npos || name.substr(colon + 1) == "latest";
  return latest ? "Always" : "IfNotPresent";
}

void add_requests(Node& resources, Arena& arena) {
  const Node* limits = resources.find("limits");
  if (!limits || !limits->is_mapping()) return;
  Node* requests = resources.find("requests");
  for (const NodeEntry& limit : limits->pairs()) {
    if (requests && requests->find(limit.key->text())) continue;
    if (!requests) {
      requests = fill_in_mapping(arena);
      set(arena, resources, "requests", requests);
    }
    set(arena, *requests, limit.key->text(), fill_in_copy(arena, *limit.value));
  }
}

void use_host_ports(Node& container, Arena& arena) {
  Node* ports = container.find("ports");
  for (Node* port : ports ? ports->elements() : std::span<Node* const>()) {
    const Node* number = port->find("containerPort");
    if (number && !port->find("hostPort")) {
      set(arena, *port, "hostPort", fill_in_copy(arena, *number));
    }
  }
}

void derive_container(Node& container, bool host_ports, Arena& arena) {
  if (!container.is_mapping()) return;
  if (!container.find("imagePullPolicy")) {
    set(arena, container, "imagePullPolicy",
        fill_in_text(arena, default_pull_policy(container.text_of("image"))));
  }
  if (Node* resources = container.find("resources")) add_requests(*resources, arena);
  if (host_ports) use_host_ports(container, arena);
}

void derive_volume(Node& volume, Arena& arena) {
  if (volume.is_mapping() && volume.size == 1 && volume.find("name")) {
    set(arena, volume, "emptyDir", fill_in_mapping(arena));
  }
}

void alias_service_account(Node& spec, Arena& arena) {
  Node* now = spec.find("serviceAccountName");
  Node* old = spec.find("serviceAccount");
  if (now && (!old || is_filled_in(*old))) {
    set(arena, spec, "serviceAccount", fill_in_copy(arena, *now));
  } else if (old && !now) {
    set(arena, spec, "serviceAccountName", fill_in_copy(arena, *old));
  }
}

}  // namespace

void derive_pod_spec(Node& spec, bool is_pod, Arena& arena) {
  if (!spec.is_mapping()) return;
  bool host_ports = is_pod && is_true(spec.find("hostNetwork"));
  for (std::string_view list : {"containers", "initContainers", "ephemeralContainers"}) {
    Node* containers = spec.find(list);
    for (Node* one : containers ? containers->elements() : std::span<Node* const>()) {
      derive_container(*one, host_ports, arena);
    }
  }
  Node* volumes = spec.find("volumes");
  for (Node* one : volumes ? volumes->elements() : std::span<Node* const>()) {
    derive_volume(*one, arena);
  }
  alias_service_account(spec, arena);
  if (!spec.find("securityContext")) {
    set(arena, spec, "securityContext", fill_in_mapping(arena));
  }
}

}  // namespace drydock::plan
