#include "validate/conflicts/service_addresses.h"

#include <set>

#include "validate/conflicts/fields.h"

namespace drydock::validate {
namespace {

constexpr std::string_view kAddressAnnotations[] = {
    "metallb.universe.tf/loadBalancerIPs",
    "metallb.io/loadBalancerIPs",
    "kube-vip.io/loadbalancerIPs",
    "lbipam.cilium.io/ips",
    "io.cilium/lb-ipam-ips",
};

constexpr std::string_view kSharingAnnotations[] = {
    "metallb.universe.tf/allow-shared-ip",
    "metallb.io/allow-shared-ip",
    "lbipam.cilium.io/sharing-key",
    "io.cilium/lb-ipam-sharing-key",
};

std::string_view type_of(const Resource& resource) {
  return text_at(resource.root, {"spec", "type"});
}

std::string_view sharing_key(const Resource& resource) {
  for (std::string_view name : kSharingAnnotations) {
    std::string_view key = annotation(resource, name);
    if (!key.empty()) return key;
  }
  return "";
}

std::set<std::pair<std::string_view, std::string_view>> ports_of(const Resource& resource) {
  std::set<std::pair<std::string_view, std::string_view>> ports;
  for (const Node* port : items(field(resource.root, {"spec", "ports"}))) {
    std::string_view protocol = port->text_of("protocol");
    ports.emplace(protocol.empty() ? "TCP" : protocol, port->text_of("port"));
  }
  return ports;
}

}  // namespace

void collect_node_ports(const Fleet&, const Project&, const Resource& resource, uint32_t index,
                        ClaimSink& sink) {
  if (!is_kind(resource, "", "Service")) return;
  if (type_of(resource) != "NodePort" && type_of(resource) != "LoadBalancer") return;
  auto claim = [&](const Node* port) {
    if (!port || port->text().empty() || port->text() == "0") return;
    sink.add(index, port, {port->text()}, fmt::format("nodePort {}", port->text()));
  };
  for (const Node* port : items(field(resource.root, {"spec", "ports"}))) {
    claim(port->find("nodePort"));
  }
  claim(field(resource.root, {"spec", "healthCheckNodePort"}));
}

void collect_load_balancer_ips(const Fleet&, const Project&, const Resource& resource,
                               uint32_t index, ClaimSink& sink) {
  if (!is_kind(resource, "", "Service") || type_of(resource) != "LoadBalancer") return;
  std::set<std::string_view> told;
  auto claim = [&](const Node* at, std::string_view address) {
    if (address.empty() || !told.insert(address).second) return;
    sink.add(index, at, {address}, fmt::format("loadBalancerIP {}", address));
  };
  if (const Node* one = field(resource.root, {"spec", "loadBalancerIP"})) claim(one, one->text());
  for (std::string_view name : kAddressAnnotations) {
    const Node* list = field(resource.root, {"metadata", "annotations", name});
    if (!list) continue;
    for (std::string_view address : comma_list(list->text())) claim(list, address);
  }
}

bool load_balancers_clash(const Fleet& fleet, const Claim& a, const Claim& b) {
  const Resource& one = resource_of(fleet, a);
  const Resource& two = resource_of(fleet, b);
  if (sharing_key(one).empty() || sharing_key(one) != sharing_key(two)) return true;
  std::set<std::pair<std::string_view, std::string_view>> ports = ports_of(one);
  for (const auto& port : ports_of(two)) {
    if (ports.contains(port)) return true;
  }
  return false;
}

void collect_cluster_ips(const Fleet&, const Project&, const Resource& resource, uint32_t index,
                         ClaimSink& sink) {
  if (!is_kind(resource, "", "Service") || type_of(resource) == "ExternalName") return;
  std::set<std::string_view> told;
  auto claim = [&](const Node* address) {
    if (!address || address->text().empty() || address->text() == "None") return;
    if (!told.insert(address->text()).second) return;
    sink.add(index, address, {address->text()}, fmt::format("clusterIP {}", address->text()));
  };
  claim(field(resource.root, {"spec", "clusterIP"}));
  for (const Node* address : items(field(resource.root, {"spec", "clusterIPs"}))) claim(address);
}

}  // namespace drydock::validate
