#include "validate/server/networking.h"

#include <fmt/format.h>

#include "validate/server/addresses.h"
#include "validate/server/labels.h"
#include "validate/server/names.h"
#include "validate/server/paths.h"

namespace drydock::validate::server {
namespace {

constexpr std::string_view kClassAnnotation = "kubernetes.io/ingress.class";

// Ingresses.

void check_reference_kind_and_name(const Field& reference) {
  Field group = reference["apiGroup"];
  if (group) group.invalid_all(dns1123_subdomain(group.text()));
  for (std::string_view key : {"kind", "name"}) {
    if (reference[key].require_text()) {
      reference[key].invalid_all(path_segment_name(reference[key].text()));
    }
  }
}

void check_service_backend(const Field& backend, const Field& service) {
  Field name = service["name"];
  if (name.require_text()) name.invalid_all(dns1035_label(name.text()));
  Field port_name_field = service["port"]["name"];
  Field number = service["port"]["number"];
  bool has_name = !port_name_field.text().empty();
  bool has_number = number.number() != 0;
  if (has_name && has_number) {
    backend.invalid_text("", "cannot set both port name & port number");
  } else if (has_name) {
    port_name_field.invalid_all(port_name(port_name_field.text()));
  } else if (has_number) {
    check_port_number(number, number.number());
  } else {
    backend.required("port name or number is required");
  }
}

void check_backend(const Field& backend) {
  Field resource = backend["resource"];
  Field service = backend["service"];
  if (resource && service) {
    backend.invalid_text("", "cannot set both resource and service backends");
  } else if (resource) {
    check_reference_kind_and_name(resource);
  } else if (service) {
    check_service_backend(backend, service);
  } else {
    backend.invalid_text("", "resource or service backend is required");
  }
}

void check_path_text(const Field& path, bool strict) {
  std::string_view text = path.text();
  if ((strict || !text.empty()) && !text.starts_with('/')) {
    path.invalid_text(text, "must be an absolute path");
  }
  if (!strict) return;
  for (std::string_view wrong : {"//", "/./", "/../", "%2f", "%2F"}) {
    if (text.find(wrong) != std::string_view::npos) {
      path.invalid_text(text, fmt::format("must not contain '{}'", wrong));
    }
  }
  for (std::string_view wrong : {"/..", "/."}) {
    if (text.ends_with(wrong)) path.invalid_text(text, fmt::format("cannot end with '{}'", wrong));
  }
}

void check_http_path(const Field& entry) {
  Field type = entry["pathType"];
  if (!type) return type.required("pathType must be specified");
  if (type.is("Exact") || type.is("Prefix")) {
    check_path_text(entry["path"], true);
  } else if (type.is("ImplementationSpecific")) {
    check_path_text(entry["path"], false);
  } else {
    type.not_supported(type.text(), {"Exact", "ImplementationSpecific", "Prefix"});
  }
  check_backend(entry["backend"]);
}

Problems host_problems(std::string_view host) {
  return host.find('*') != std::string_view::npos ? wildcard_dns1123_subdomain(host)
                                                  : dns1123_subdomain(host);
}

void check_rule(const Field& rule) {
  Field host = rule["host"];
  if (!host.text().empty()) {
    if (parse_ip(host.text())) host.invalid("must be a DNS name, not an IP address");
    host.invalid_all(host_problems(host.text()));
  }
  Field http = rule["http"];
  if (!http) return;
  if (http["paths"].empty()) http["paths"].required();
  for (Field path : http["paths"].each()) check_http_path(path);
}

// Network policies.

void check_policy_port(const Field& entry) {
  entry["protocol"].one_of_if_set({"TCP", "UDP", "SCTP"});
  Field port = entry["port"];
  Field end = entry["endPort"];
  if (!port) {
    if (end) end.invalid("may not be specified when `port` is not specified");
  } else if (port.is_text()) {
    if (end) end.invalid("may not be specified when `port` is non-numeric");
    port.invalid_all(port_name(port.text()));
  } else {
    check_port_number(port, port.number());
    if (!end) return;
    if (end.number() < port.number()) {
      end.invalid_number(end.number(), "must be greater than or equal to `port`");
    }
    check_port_number(end, end.number());
  }
}

void check_ip_block(const Field& block) {
  Field range = block["cidr"];
  if (!range.require_text()) return;
  std::optional<Cidr> cidr = check_cidr(range, range.text());
  if (!cidr) return;
  for (Field except : block["except"].each()) {
    std::optional<Cidr> hole = check_cidr(except, except.text());
    if (hole && (!cidr->contains(hole->network()) || cidr->bits >= hole->bits)) {
      except.invalid("must be a strict subset of `cidr`");
    }
  }
}

void check_peer(const Field& peer) {
  Field pods = peer["podSelector"];
  Field namespaces = peer["namespaceSelector"];
  Field block = peer["ipBlock"];
  check_label_selector(pods);
  check_label_selector(namespaces);
  if (block) check_ip_block(block);
  if (!pods && !namespaces && !block) {
    peer.required("must specify a peer");
  } else if (block && (pods || namespaces)) {
    peer.forbidden("may not specify both ipBlock and another peer");
  }
}

void check_policy_rules(const Field& rules, std::string_view peers) {
  for (Field rule : rules.each()) {
    for (Field port : rule["ports"].each()) check_policy_port(port);
    for (Field peer : rule[peers].each()) check_peer(peer);
  }
}

// Slices of endpoints.

constexpr size_t kMostEndpoints = 1000;
constexpr size_t kMostAddresses = 100;
constexpr size_t kMostPorts = 20000;
constexpr size_t kMostZoneHints = 8;

void check_slice_address(const Field& all, const Field& address, std::string_view type) {
  if (type == "FQDN") return check_fully_qualified_domain(address, address.text());
  if (type != "IPv4" && type != "IPv6") return;
  std::optional<IpAddress> ip = check_ip(address, address.text());
  if (!ip) return;
  bool is_v6 = address.text().find(':') != std::string_view::npos && !ip->is_v4;
  if (is_v6 != (type == "IPv6")) {
    all.invalid_text(address.text(), fmt::format("must be an {} address", type));
  }
  check_non_special_ip(address, address.text());
}

void check_zone_hints(const Field& hints) {
  Field zones = hints["forZones"];
  if (zones.size() > kMostZoneHints) zones.too_many(zones.size(), kMostZoneHints);
  Seen names;
  for (Field zone : zones.each()) {
    Field name = zone["name"];
    if (!names.add(name.text())) zone.at("name").duplicate(name.text());
    name.invalid_all(label_value(name.text()));
  }
  Field nodes = hints["forNodes"];
  if (nodes.size() > kMostZoneHints) nodes.too_many(nodes.size(), kMostZoneHints);
  Seen node_names;
  for (Field node : nodes.each()) {
    Field name = node["name"];
    if (!node_names.add(name.text())) name.duplicate();
    name.invalid_all(dns1123_subdomain(name.text()));
  }
}

void check_endpoint(const Field& endpoint, std::string_view type) {
  Field addresses = endpoint["addresses"];
  if (addresses.empty()) addresses.required("must contain at least 1 address");
  if (addresses.size() > kMostAddresses) addresses.too_many(addresses.size(), kMostAddresses);
  for (Field address : addresses.each()) check_slice_address(addresses, address, type);
  Field node = endpoint["nodeName"];
  if (node) node.invalid_all(dns1123_subdomain(node.text()));
  Field topology = endpoint["deprecatedTopology"];
  for (Entry entry : topology.entries()) {
    if (entry.key == "kubernetes.io/hostname" || entry.key == "topology.kubernetes.io/zone") {
      topology.at_key(entry.key).invalid_text(entry.key,
                                              "cannot be set in deprecatedTopology field");
    }
  }
  check_labels(topology);
  Field host = endpoint["hostname"];
  if (host) host.invalid_all(dns1123_label(host.text()));
  check_zone_hints(endpoint["hints"]);
}

void check_slice_ports(const Field& ports) {
  if (ports.size() > kMostPorts) return ports.too_many(ports.size(), kMostPorts);
  Seen names;
  for (Field port : ports.each()) {
    Field name = port["name"];
    if (!name.text().empty()) name.invalid_all(dns1123_label(name.text()));
    if (!names.add(name.text())) name.duplicate();
    check_protocol(port["protocol"]);
    Field protocol = port["appProtocol"];
    if (protocol) protocol.invalid_all(qualified_name(protocol.text()));
  }
}

}  // namespace

void check_ingress(const Object& object) {
  Field spec = object.spec();
  Field rules = spec["rules"];
  Field backend = spec["defaultBackend"];
  if (rules.empty() && !backend) {
    spec.invalid_value("null", "either `defaultBackend` or `rules` must be specified");
  }
  if (backend) check_backend(backend);
  for (Field rule : rules.each()) check_rule(rule);
  for (Field tls : spec["tls"].each()) {
    for (Field host : tls["hosts"].each()) host.invalid_all(host_problems(host.text()));
    Field secret = tls["secretName"];
    if (!secret.text().empty()) secret.invalid_all(dns1123_subdomain(secret.text()));
  }
  Field name = spec["ingressClassName"];
  if (name) name.invalid_all(dns1123_subdomain(name.text()));
  Field annotation = object.annotations().key(kClassAnnotation);
  if (annotation && name && !annotation.is(name.text())) {
    object.root.at("annotations")
        .at(kClassAnnotation)
        .invalid_text(annotation.text(), "must match `ingressClassName` when both are specified");
  }
}

void check_ingress_class(const Object& object) {
  constexpr size_t kLongestController = 250;
  Field controller = object.spec()["controller"];
  if (controller.text().size() > kLongestController) controller.too_long(kLongestController);
  check_domain_prefixed_path(controller, controller.text());
  Field parameters = object.spec()["parameters"];
  if (!parameters) return;
  check_reference_kind_and_name(parameters);
  Field scope = parameters["scope"];
  Field space = parameters["namespace"];
  if (scope && !scope.one_of({"Cluster", "Namespace"})) return;
  if (scope.is("Namespace")) {
    if (!space) return space.required("`parameters.scope` is set to 'Namespace'");
    space.invalid_all(dns1123_label(space.text()));
  } else if (space) {
    space.forbidden("`parameters.scope` is set to 'Cluster'");
  }
}

void check_network_policy(const Object& object) {
  Field spec = object.spec();
  check_label_selector(spec["podSelector"]);
  check_policy_rules(spec["ingress"], "from");
  check_policy_rules(spec["egress"], "to");
  Field types = spec["policyTypes"];
  if (types.size() > 2) return types.invalid("may not specify more than two policyTypes");
  for (Field type : types.each()) type.one_of({"Ingress", "Egress"});
}

Problems ip_address_name(const Object&, std::string_view name, bool) {
  std::optional<IpAddress> ip = parse_ip(name);
  Problems problems;
  if (!ip) {
    problems.emplace_back("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
  } else if (ip->text() != name) {
    problems.push_back(fmt::format("must be in canonical form (\"{}\")", ip->text()));
  }
  return problems;
}

void check_ip_address(const Object& object) {
  Field parent = object.spec()["parentRef"];
  if (!parent) return parent.required();
  Field group = parent["group"];
  if (!group.text().empty()) group.invalid_all(dns1123_subdomain(group.text()));
  for (std::string_view key : {"resource", "name"}) {
    if (parent[key].require_text()) parent[key].invalid_all(path_segment_name(parent[key].text()));
  }
  Field space = parent["namespace"];
  if (!space.text().empty()) space.invalid_all(path_segment_name(space.text()));
}

void check_service_cidr(const Object& object) {
  Field cidrs = object.spec()["cidrs"];
  if (cidrs.empty()) return cidrs.required("at least one CIDR required");
  if (cidrs.size() > 2) return cidrs.invalid("may only hold up to 2 values");
  std::vector<Cidr> read;
  for (Field cidr : cidrs.each()) {
    std::optional<Cidr> parsed = check_cidr(cidr, cidr.text());
    if (!parsed) continue;
    std::string canonical = fmt::format("{}/{}", parsed->network().text(), parsed->bits);
    if (canonical != cidr.text()) {
      cidr.invalid(fmt::format("must be in canonical form (\"{}\")", canonical));
    }
    read.push_back(*parsed);
  }
  if (read.size() == 2 && read[0].address.is_v4 == read[1].address.is_v4) {
    cidrs.invalid(
        "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
  }
}

void check_endpoint_slice(const Object& object) {
  Field type = object.root["addressType"];
  if (type.require_text()) type.one_of({"FQDN", "IPv4", "IPv6"});
  Field endpoints = object.root["endpoints"];
  if (endpoints.size() > kMostEndpoints) {
    endpoints.too_many(endpoints.size(), kMostEndpoints);
  } else {
    for (Field endpoint : endpoints.each()) check_endpoint(endpoint, type.text());
  }
  check_slice_ports(object.root["ports"]);
}

}  // namespace drydock::validate::server
