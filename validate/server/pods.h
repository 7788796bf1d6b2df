#pragma once

#include <optional>
#include <string_view>

#include "validate/server/object.h"
#include "validate/server/volumes.h"

namespace drydock::validate::server {

/// What the parts of a pod have to know about the whole of it.
struct PodScope {
  Field spec;
  Field metadata;       // of the pod or template
  bool is_pod = false;  // not a template inside something else
  bool host_network = false;
  bool host_users = true;
  std::string_view restart_policy = "Always";
  int64_t grace_seconds = 30;
  std::string_view os;
  Seen claims;
  Volumes volumes;
};

/// Every container of a pod with its kind of list, in the server's order.
enum class ContainerKind : uint8_t { Init, Regular, Ephemeral };
template <class Visit>
void visit_containers(const Field& spec, Visit&& visit) {
  for (Field container : spec["initContainers"].each()) visit(container, ContainerKind::Init);
  for (Field container : spec["containers"].each()) visit(container, ContainerKind::Regular);
  for (Field container : spec["ephemeralContainers"].each()) {
    visit(container, ContainerKind::Ephemeral);
  }
}

void check_pod(const Object& object);
/// A template; its path is that of `pod_template`: "spec.template".
void check_pod_template(const Field& pod_template);
void check_pod_template_object(const Object& object);

// Parts of a pod, each in a file of its own.
void check_containers(const PodScope& scope);
void check_container_security(const Field& context, const PodScope& scope);
void check_pod_security(const PodScope& scope);
void check_os_rules(const PodScope& scope);
void check_host_process(const PodScope& scope);
void check_pod_annotations(const Field& annotations, const Field& shown, const Field& spec);
void check_profiles_match_annotations(const PodScope& scope);
void check_affinity(const PodScope& scope);
void check_topology_spread(const PodScope& scope);
void check_tolerations(const Field& tolerations);
void check_taint_effect(const Field& effect);
void check_pod_resources(const PodScope& scope);

/// Terms that select nodes.
void check_node_selector(const Field& selector, bool check_values = true);

/// The number of a port on the host that a container's port takes: 0 for none.
int64_t host_port(const Field& port, const PodScope& scope);

}  // namespace drydock::validate::server
