#include "validate/conflicts/host_ports.h"

#include <algorithm>
#include <map>
#include <set>

#include "validate/conflicts/fields.h"
#include "validate/pod_template.h"

namespace drydock::validate {
namespace {

const Node* pod_spec(const Fleet& fleet, const Resource& resource) {
  const Node* pod = pod_template(resource, fleet.settings().workload_kinds);
  return pod ? pod->find("spec") : nullptr;
}

/// Values that a node's label must have one of, by label; what several conditions say is met by
/// all.
using NodeNeeds = std::map<std::string_view, std::set<std::string_view>>;

NodeNeeds needs_of(const Fleet& fleet, const Resource& resource) {
  NodeNeeds needs;
  const Node* spec = pod_spec(fleet, resource);
  const Node* selector = field(spec, {"nodeSelector"});
  for (const NodeEntry& entry : selector ? selector->pairs() : std::span<const NodeEntry>()) {
    needs[entry.key->text()] = {entry.value->text()};
  }
  std::span<Node* const> terms =
      items(field(spec, {"affinity", "nodeAffinity",
                         "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"}));
  if (terms.size() != 1) return needs;  // any of several may hold
  for (const Node* one : items(terms[0]->find("matchExpressions"))) {
    if (one->text_of("operator") != "In") continue;
    std::set<std::string_view> values;
    for (const Node* value : items(one->find("values"))) values.insert(value->text());
    needs.try_emplace(one->text_of("key"), std::move(values));
  }
  return needs;
}

bool can_share_node(const NodeNeeds& a, const NodeNeeds& b) {
  return std::all_of(a.begin(), a.end(), [&](const auto& need) {
    auto other = b.find(need.first);
    if (other == b.end()) return true;
    return std::any_of(need.second.begin(), need.second.end(),
                       [&](std::string_view value) { return other->second.contains(value); });
  });
}

bool is_any_address(std::string_view address) {
  return address.empty() || address == "0.0.0.0" || address == "::";
}

}  // namespace

void collect_host_ports(const Fleet& fleet, const Project&, const Resource& resource,
                        uint32_t index, ClaimSink& sink) {
  const Node* spec = pod_spec(fleet, resource);
  if (!spec) return;
  bool host_network = spec->text_of("hostNetwork") == "true";
  for (std::string_view list : {"containers", "initContainers"}) {
    for (const Node* container : items(spec->find(list))) {
      // Other init containers are over before the pod runs.
      if (list == "initContainers" && container->text_of("restartPolicy") != "Always") continue;
      for (const Node* port : items(container->find("ports"))) {
        const Node* number = port->find("hostPort");
        if (!number && host_network) number = port->find("containerPort");
        if (!number || number->text().empty() || number->text() == "0") continue;
        std::string_view protocol = port->text_of("protocol");
        if (protocol.empty()) protocol = "TCP";
        sink.add(index, number, {number->text(), protocol},
                 fmt::format("hostPort {}/{}", number->text(), protocol), port->text_of("hostIP"));
      }
    }
  }
}

bool host_ports_clash(const Fleet& fleet, const Claim& a, const Claim& b) {
  if (!is_any_address(a.detail) && !is_any_address(b.detail) && a.detail != b.detail) return false;
  return can_share_node(needs_of(fleet, resource_of(fleet, a)),
                        needs_of(fleet, resource_of(fleet, b)));
}

}  // namespace drydock::validate
