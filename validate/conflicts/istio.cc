#include "validate/conflicts/istio.h"

#include <algorithm>
#include <set>

#include "core/ascii.h"
#include "validate/conflicts/fields.h"

namespace drydock::validate {
namespace {

constexpr std::string_view kGroup = "networking.istio.io";

/// A name without dots is a Service of the rule's own namespace.
std::string full_host(std::string_view host, std::string_view space) {
  if (host == "*" || host.find('.') != std::string_view::npos) return ascii_lower(host);
  return fmt::format("{}.{}.svc.cluster.local", ascii_lower(host), space);
}

/// The namespaces that see a rule: "*" for all, else the names.
std::set<std::string_view> viewers(const Fleet& fleet, const Claim& claim) {
  const Resource& resource = resource_of(fleet, claim);
  std::string_view space = fleet.namespace_of(resource, *project_of(fleet, claim).project);
  std::set<std::string_view> names;
  for (const Node* name : items(field(resource.root, {"spec", "exportTo"}))) {
    if (name->text() == "*") return {"*"};
    if (name->text() != "~") names.insert(name->text() == "." ? space : name->text());
  }
  bool says_nothing = items(field(resource.root, {"spec", "exportTo"})).empty();
  return says_nothing ? std::set<std::string_view>{"*"} : names;
}

/// "prefix /cart", with the other conditions behind it.
std::string describe_match(const Node* match) {
  std::string text;
  auto add = [&](std::string_view word) {
    if (!text.empty()) text += ' ';
    text += word;
  };
  auto add_text_match = [&](std::string_view name, const Node* value) {
    for (const NodeEntry& entry : value ? value->pairs() : std::span<const NodeEntry>()) {
      if (!name.empty()) add(name);
      add(fmt::format("{} {}", entry.key->text(), entry.value->text()));
    }
  };
  add_text_match("", match->find("uri"));
  for (std::string_view name : {"scheme", "method", "authority"}) {
    add_text_match(name, match->find(name));
  }
  if (std::string_view port = match->text_of("port"); !port.empty()) {
    add(fmt::format("port {}", port));
  }
  for (std::string_view sort :
       {"headers", "withoutHeaders", "queryParams", "sourceLabels", "sniHosts"}) {
    const Node* values = match->find(sort);
    std::set<std::string> parts;  // their order says nothing
    for (const NodeEntry& entry : values ? values->pairs() : std::span<const NodeEntry>()) {
      std::string part = fmt::format("{} {}", sort, entry.key->text());
      part += entry.value->is_scalar() ? fmt::format(" {}", entry.value->text()) : "";
      for (const NodeEntry& condition : entry.value->pairs()) {
        part += fmt::format(" {} {}", condition.key->text(), condition.value->text());
      }
      parts.insert(std::move(part));
    }
    for (const Node* item : items(values)) parts.insert(fmt::format("{} {}", sort, item->text()));
    for (const std::string& part : parts) add(part);
  }
  if (std::string_view space = match->text_of("sourceNamespace"); !space.empty()) {
    add(fmt::format("sourceNamespace {}", space));
  }
  return text;
}

/// The matches of all routes; a route without any takes all, which is "".
std::vector<std::pair<std::string, const Node*>> matches_of(const Resource& resource) {
  std::vector<std::pair<std::string, const Node*>> matches;
  for (std::string_view sort : {"http", "tls", "tcp"}) {
    for (const Node* route : items(field(resource.root, {"spec", sort}))) {
      std::span<Node* const> given = items(route->find("match"));
      for (const Node* match : given) matches.emplace_back(describe_match(match), match);
      if (given.empty()) matches.emplace_back("", route);
    }
  }
  return matches;
}

/// "namespace/name" of gateways; "mesh" for the sidecars, which is also the default.
std::vector<std::string> gateways_of(const Resource& resource, std::string_view space) {
  std::vector<std::string> names;
  for (const Node* gateway : items(field(resource.root, {"spec", "gateways"}))) {
    bool bare = gateway->text() != "mesh" && gateway->text().find('/') == std::string_view::npos;
    names.push_back(bare ? fmt::format("{}/{}", space, gateway->text())
                         : std::string(gateway->text()));
  }
  if (names.empty()) names.emplace_back("mesh");
  return names;
}

/// The names of subsets, and "" for a policy of the whole host.
std::set<std::string_view> policies_of(const Resource& resource) {
  std::set<std::string_view> names;
  if (field(resource.root, {"spec", "trafficPolicy"})) names.insert("");
  for (const Node* subset : items(field(resource.root, {"spec", "subsets"}))) {
    names.insert(subset->text_of("name"));
  }
  return names;
}

template <class Set>
bool have_common(const Set& a, const Set& b) {
  return std::any_of(a.begin(), a.end(), [&](const auto& one) { return b.contains(one); });
}

}  // namespace

void collect_virtual_services(const Fleet& fleet, const Project& project, const Resource& resource,
                              uint32_t index, ClaimSink& sink) {
  if (!is_kind(resource, kGroup, "VirtualService")) return;
  std::string_view space = fleet.namespace_of(resource, project);
  std::vector<std::pair<std::string, const Node*>> matches = matches_of(resource);
  for (const Node* node : items(field(resource.root, {"spec", "hosts"}))) {
    for (const std::string& gateway : gateways_of(resource, space)) {
      std::string host = full_host(node->text(), space);
      std::string label = fmt::format("{} gateway {}", host, gateway);
      // Sidecars use one VirtualService for a host; gateways join them.
      if (gateway == "mesh") {
        sink.add(index, node, {host, gateway}, label);
        continue;
      }
      for (const auto& [match, at] : matches) {
        std::string name = match.empty() ? label : fmt::format("{} {}", label, match);
        sink.add(index, at, {host, gateway, match}, name);
      }
    }
  }
}

void collect_destination_rules(const Fleet& fleet, const Project& project, const Resource& resource,
                               uint32_t index, ClaimSink& sink) {
  if (!is_kind(resource, kGroup, "DestinationRule")) return;
  const Node* node = field(resource.root, {"spec", "host"});
  // One that is for some workloads only stands beside the general one.
  if (!node || node->text().empty()) return;
  if (field(resource.root, {"spec", "workloadSelector"})) return;
  std::string host = full_host(node->text(), fleet.namespace_of(resource, project));
  sink.add(index, node, {host}, host);
}

bool istio_meets(const Fleet& fleet, const Claim& a, const Claim& b) {
  std::set<std::string_view> one = viewers(fleet, a);
  std::set<std::string_view> two = viewers(fleet, b);
  if (one.empty() || two.empty()) return false;
  return one.contains("*") || two.contains("*") || have_common(one, two);
}

bool destination_rules_clash(const Fleet& fleet, const Claim& a, const Claim& b) {
  if (!istio_meets(fleet, a, b)) return false;
  const Resource& one = resource_of(fleet, a);
  const Resource& two = resource_of(fleet, b);
  bool merged = fleet.namespace_of(one, *project_of(fleet, a).project) ==
                fleet.namespace_of(two, *project_of(fleet, b).project);
  return !merged || have_common(policies_of(one), policies_of(two));
}

}  // namespace drydock::validate
