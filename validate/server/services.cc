#include "validate/server/services.h"

#include <fmt/format.h>

#include <algorithm>

#include "validate/quantity.h"
#include "validate/server/addresses.h"
#include "validate/server/labels.h"
#include "validate/server/names.h"
#include "validate/server/paths.h"

namespace drydock::validate::server {
namespace {

constexpr std::string_view kTopologyHints = "service.kubernetes.io/topology-aware-hints";
constexpr std::string_view kTopologyMode = "service.kubernetes.io/topology-mode";
constexpr std::string_view kSourceRanges = "service.beta.kubernetes.io/load-balancer-source-ranges";
constexpr int64_t kLongestAffinity = 86400;

std::string_view type_of(const Field& spec) {
  std::string_view type = spec["type"].text();
  return type.empty() ? "ClusterIP" : type;
}

/// A service without an address of its own. An absent list has the single address.
bool is_headless(const Field& spec) {
  Field all = spec["clusterIPs"];
  if (all.empty()) return spec["clusterIP"].is("None");
  return all.size() == 1 && all.element(0).is("None");
}

void check_annotations_agree(const Object& object) {
  Field annotations = object.annotations();
  Field hints = annotations.key(kTopologyHints);
  Field mode = annotations.key(kTopologyMode);
  if (hints && mode && !hints.is(mode.text())) {
    mode.invalid(fmt::format("must match annotations[{}] when both are specified", kTopologyHints));
  }
}

void check_port_entry(const Field& port, bool need_name, Seen& names) {
  Field name = port["name"];
  if (!name.text().empty()) {
    name.invalid_all(dns1123_label(name.text()));
    if (!names.add(name.text())) name.duplicate();
  } else if (need_name) {
    name.required();
  }
  check_port_number(port["port"], port["port"].number());
  check_protocol(port["protocol"]);
  Field target = port["targetPort"];
  // Zero and the empty name stand for the port itself.
  bool is_default = target.is_text() ? target.text().empty() : target.number() == 0;
  if (is_default) {
    check_port_number(target, port["port"].number());
  } else {
    check_port(target);
  }
  Field protocol = port["appProtocol"];
  if (protocol) protocol.invalid_all(qualified_name(protocol.text()));
}

void check_port_numbers_once(const Field& ports) {
  std::vector<std::pair<std::string_view, int64_t>> numbers;
  std::vector<std::pair<std::string_view, int64_t>> node_ports;
  auto is_new = [](auto& seen, std::string_view protocol, int64_t number) {
    for (const auto& entry : seen) {
      if (entry.first == protocol && entry.second == number) return false;
    }
    seen.emplace_back(protocol, number);
    return true;
  };
  for (Field port : ports.each()) {
    std::string_view protocol = protocol_of(port);
    int64_t node_port = port["nodePort"].number();
    if (node_port != 0 && !is_new(node_ports, protocol, node_port)) {
      port["nodePort"].duplicate(std::to_string(node_port));
    }
    if (!is_new(numbers, protocol, port["port"].number())) {
      port.duplicate(fmt::format("{}/{}", port["port"].number(), protocol));
    }
  }
}

void check_ports(const Field& spec) {
  Field ports = spec["ports"];
  if (ports.empty() && !is_headless(spec) && type_of(spec) != "ExternalName") ports.required();
  Seen names;
  for (Field port : ports.each()) check_port_entry(port, ports.size() > 1, names);
  if (type_of(spec) == "ClusterIP") {
    for (Field port : ports.each()) {
      if (port["nodePort"].number() != 0) {
        port["nodePort"].forbidden("may not be used when `type` is 'ClusterIP'");
      }
    }
  }
  check_port_numbers_once(ports);
}

void check_external_name(const Field& spec) {
  constexpr std::string_view kMessage = "may not be set for ExternalName services";
  if (!spec["clusterIPs"].empty() || !spec["clusterIP"].text().empty()) {
    spec["clusterIPs"].forbidden(kMessage);
  }
  if (!spec["ipFamilies"].empty()) spec["ipFamilies"].forbidden(kMessage);
  if (spec["ipFamilyPolicy"]) spec["ipFamilyPolicy"].forbidden(kMessage);
  Field name = spec["externalName"];
  std::string_view text = name.text();
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty()) return name.required();
  name.invalid_all(text, dns1123_subdomain(text));
}

void check_type(const Field& spec) {
  std::string_view type = type_of(spec);
  if ((type == "LoadBalancer" || type == "NodePort") && is_headless(spec)) {
    spec["clusterIPs"].at_index(0).invalid_text(
        "None", fmt::format("may not be set to 'None' for {} services", type));
  }
  if (type == "ExternalName") check_external_name(spec);
  if (spec["type"] && !spec["type"].text().empty()) {
    spec["type"].one_of({"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"});
  }
}

void check_session_affinity(const Field& spec) {
  Field affinity = spec["sessionAffinity"];
  if (!affinity.text().empty()) affinity.one_of({"ClientIP", "None"});
  if (!affinity.is("ClientIP")) return;
  Field timeout = spec["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"];
  int64_t seconds = timeout.number(10800);
  if (seconds <= 0 || seconds > kLongestAffinity) {
    timeout.invalid_number(
        seconds, fmt::format("must be greater than 0 and less than {}", kLongestAffinity));
  }
}

// Addresses: `clusterIPs` follows `clusterIP` where only that is given.

bool check_address_list(const Field& addresses) {
  bool all_right = true;
  size_t i = 0;
  for (Field address : addresses.each()) {
    if (i++ == 0 && address.is("None")) {
      if (addresses.size() > 1) {
        addresses.invalid("'None' must be the first and only value");
        all_right = false;
      }
      continue;
    }
    if (!check_ip(address, address.text())) all_right = false;
  }
  if (addresses.size() > 2) addresses.invalid("may only hold up to 2 values");
  return all_right;
}

void check_families_match(const Field& addresses, const Field& families) {
  for (size_t i = 0; i < std::min(addresses.size(), families.size()); ++i) {
    std::optional<IpAddress> ip = parse_ip(addresses.element(i).text());
    if (!ip) continue;
    std::string_view family = families.element(i).text();
    bool is_v6 = !ip->is_v4;
    if ((family == "IPv4" && is_v6) || (family == "IPv6" && !is_v6)) {
      addresses.element(i).invalid(
          fmt::format("expected an {} value as indicated by `ipFamilies[{}]`", family, i));
    }
  }
}

void check_families(const Field& spec) {
  Seen seen;
  for (Field family : spec["ipFamilies"].each()) {
    family.one_of({"IPv4", "IPv6"});
    if (!seen.add(family.text())) family.duplicate();
  }
  spec["ipFamilyPolicy"].one_of_if_set({"PreferDualStack", "RequireDualStack", "SingleStack"});
}

void check_cluster_ips(const Field& spec) {
  if (type_of(spec) == "ExternalName") return;
  Field single = spec["clusterIP"];
  Field all = spec["clusterIPs"];
  if (!all.empty()) {
    if (single.text().empty()) {
      all.invalid("must be empty when `clusterIP` is not specified");
    } else if (!all.element(0).is(single.text())) {
      all.invalid("first value must match `clusterIP`");
    }
  }
  check_families(spec);
  if (all.empty()) {
    if (single.text().empty() || single.is("None")) return;
    Field first = all.at_index(0).shows(single);
    std::optional<IpAddress> ip = check_ip(first, single.text());
    std::string_view family = spec["ipFamilies"].element(0).text();
    if (ip && !family.empty() && (family == "IPv4") != ip->is_v4) {
      first.invalid(fmt::format("expected an {} value as indicated by `ipFamilies[0]`", family));
    }
    return;
  }
  if (!check_address_list(all)) return;
  if (all.size() > 1) {
    std::optional<IpAddress> first = parse_ip(all.element(0).text());
    std::optional<IpAddress> second = parse_ip(all.element(1).text());
    if (first && second && first->is_v4 == second->is_v4) {
      all.invalid("may specify no more than one IP for each IP family");
    }
  }
  if (!is_headless(spec)) check_families_match(all, spec["ipFamilies"]);
}

void check_source_ranges(const Object& object, const Field& spec) {
  constexpr std::string_view kOnly = "may only be used when `type` is 'LoadBalancer'";
  bool is_balancer = type_of(spec) == "LoadBalancer";
  Field ranges = spec.renamed("loadBalancerSourceRanges", "LoadBalancerSourceRanges");
  if (!ranges.empty()) {
    if (!is_balancer) ranges.forbidden(kOnly);
    for (Field range : ranges.each()) check_cidr(range, trim_spaces(range.text()));
    return;
  }
  Field annotation = object.annotations().key(kSourceRanges);
  if (!annotation) return;
  if (!is_balancer) annotation.forbidden(kOnly);
  std::string_view rest = trim_spaces(annotation.text());
  while (!rest.empty()) {
    size_t comma = std::min(rest.find(','), rest.size());
    check_cidr(annotation, trim_spaces(rest.substr(0, comma)));
    if (comma == rest.size()) break;
    rest.remove_prefix(comma + 1);
    if (rest.empty()) check_cidr(annotation, "");
  }
}

void check_balancer_fields(const Field& spec) {
  constexpr std::string_view kOnly = "may only be used when `type` is 'LoadBalancer'";
  bool is_balancer = type_of(spec) == "LoadBalancer";
  Field allocate = spec["allocateLoadBalancerNodePorts"];
  if (allocate && !is_balancer) allocate.forbidden(kOnly);
  Field name = spec["loadBalancerClass"];
  if (!name) return;
  if (!is_balancer) return name.forbidden(kOnly);
  name.invalid_all(qualified_name(name.text()));
}

void check_traffic(const Field& spec) {
  std::string_view type = type_of(spec);
  bool external = type == "LoadBalancer" || type == "NodePort" ||
                  (type == "ClusterIP" && !spec["externalIPs"].empty());
  Field policy = spec["externalTrafficPolicy"];
  if (!external) {
    if (!policy.text().empty()) {
      policy.invalid("may only be set for externally-accessible services");
    }
  } else if (!policy.text().empty()) {
    policy.one_of({"Cluster", "Local"});
  }
  // The port that a balancer's health check needs is drawn by the server when none is given.
  Field health = spec["healthCheckNodePort"];
  if (health.number() != 0) {
    if (type != "LoadBalancer" || !policy.is("Local")) {
      health.invalid(
          "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
    } else {
      check_port_number(health, health.number());
    }
  }
  spec["internalTrafficPolicy"].one_of_if_set({"Cluster", "Local"});
  spec["trafficDistribution"].one_of_if_set({"PreferClose", "PreferSameNode", "PreferSameZone"});
}

void check_endpoint_address(const Field& address) {
  Field ip = address["ip"];
  check_ip(ip, ip.text());
  Field host = address["hostname"];
  if (!host.text().empty()) host.invalid_all(dns1123_label(host.text()));
  Field node = address["nodeName"];
  if (node) node.invalid_all(dns1123_subdomain(node.text()));
  check_non_special_ip(ip, ip.text());
}

void check_endpoint_port(const Field& port, bool need_name) {
  Field name = port["name"];
  if (!name.text().empty()) {
    name.invalid_all(dns1123_label(name.text()));
  } else if (need_name) {
    name.required();
  }
  check_port_number(port["port"], port["port"].number());
  check_protocol(port["protocol"]);
  Field protocol = port["appProtocol"];
  if (protocol) protocol.invalid_all(qualified_name(protocol.text()));
}

}  // namespace

void check_service(const Object& object) {
  Field spec = object.spec();
  check_annotations_agree(object);
  check_type(spec);
  check_ports(spec);
  check_labels(spec["selector"]);
  check_session_affinity(spec);
  check_cluster_ips(spec);
  for (Field ip : spec["externalIPs"].each()) {
    if (check_ip(ip, ip.text())) check_non_special_ip(ip, ip.text());
  }
  check_source_ranges(object, spec);
  check_balancer_fields(spec);
  check_traffic(spec);
}

void check_endpoints(const Object& object) {
  for (Field subset : object.root["subsets"].each()) {
    Field ready = subset["addresses"];
    Field not_ready = subset["notReadyAddresses"];
    if (ready.empty() && not_ready.empty()) {
      subset.required("must specify `addresses` or `notReadyAddresses`");
    }
    for (Field address : ready.each()) check_endpoint_address(address);
    for (Field address : not_ready.each()) check_endpoint_address(address);
    Field ports = subset["ports"];
    for (Field port : ports.each()) check_endpoint_port(port, ports.size() > 1);
  }
}

}  // namespace drydock::validate::server
