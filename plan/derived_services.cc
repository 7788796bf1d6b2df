#include "plan/derived_services.h"

namespace drydock::plan {
namespace {

// Stand-ins for what a cluster allocates.
constexpr std::string_view kAddress = "allocated address";
constexpr std::string_view kPort = "1";

class Service {
 public:
  Service(Node& spec, const Node* before, Arena& arena)
      : spec_(spec), before_(before), arena_(arena), type_(spec.text_of("type")) {}

  void derive() {
    derive_ports();
    if (spec_.text_of("sessionAffinity") == "ClientIP") add_affinity_timeout();
    if (has_address(type_)) {
      keep_address();
      allocate_address();
    } else {
      for (std::string_view key : {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
        erase(spec_, key);
      }
      if (!before_) derive_when(false, "internalTrafficPolicy", nullptr);
    }
    derive_traffic();
  }

 private:
  static bool has_address(std::string_view type) { return type != "ExternalName"; }
  static bool has_node_ports(std::string_view type) {
    return type == "NodePort" || type == "LoadBalancer";
  }

  void fill(std::string_view key, Node* value) {
    if (!spec_.find(key)) set(arena_, spec_, key, value);
  }

  void derive_ports() {
    Node* ports = spec_.find("ports");
    for (Node* port : ports ? ports->elements() : std::span<Node* const>()) {
      const Node* number = port->is_mapping() ? port->find("port") : nullptr;
      if (!number) continue;
      if (!port->find("targetPort")) {
        set(arena_, *port, "targetPort", fill_in_copy(arena_, *number));
      }
      Node* node_port = port->find("nodePort");
      bool allocates = has_node_ports(type_) && !(type_ == "LoadBalancer" && allocates_no_ports());
      if (!node_port && allocates) {
        set(arena_, *port, "nodePort", fill_in_literal(arena_, kPort));
      } else if (node_port && is_filled_in(*node_port) && !has_node_ports(type_)) {
        erase(*port, "nodePort");
      }
    }
  }

  bool allocates_no_ports() const {
    const Node* allocates = spec_.find("allocateLoadBalancerNodePorts");
    return allocates && !is_true(allocates);
  }

  void add_affinity_timeout() {
    if (spec_.find("sessionAffinityConfig")) return;
    Node* client = fill_in_mapping(arena_);
    set(arena_, *client, "timeoutSeconds", fill_in_literal(arena_, "10800"));
    Node* config = fill_in_mapping(arena_);
    set(arena_, *config, "clientIP", client);
    set(arena_, spec_, "sessionAffinityConfig", config);
  }

  /// What the manifest does not name, the server leaves as it allocated it.
  void keep_address() {
    if (!before_ || !has_address(before_->text_of("type"))) return;
    const Node* was = before_->find("clusterIP");
    if (was && !spec_.find("clusterIP")) {
      set(arena_, spec_, "clusterIP", fill_in_copy(arena_, *was));
      if (const Node* all = before_->find("clusterIPs")) {
        fill("clusterIPs", fill_in_copy(arena_, *all));
      }
    }
    for (std::string_view key : {"ipFamilies", "ipFamilyPolicy"}) {
      if (const Node* value = before_->find(key)) fill(key, fill_in_copy(arena_, *value));
    }
  }

  void allocate_address() {
    const Node* all = spec_.find("clusterIPs");
    if (all && all->size > 0 && !spec_.find("clusterIP")) {
      set(arena_, spec_, "clusterIP", fill_in_copy(arena_, *all->items[0]));
    }
    fill("clusterIP", fill_in_text(arena_, kAddress));
    std::string_view address = spec_.text_of("clusterIP");
    Node* list = spec_.find("clusterIPs");
    if (!list || (is_filled_in(*list) && list->size > 0 && list->items[0]->text() != address)) {
      Node* made = fill_in_sequence(arena_);
      append(arena_, *made, fill_in_text(arena_, address));
      set(arena_, spec_, "clusterIPs", made);
    }
    Node* families = fill_in_sequence(arena_);
    bool is_v6 = address.find(':') != address.npos;
    append(arena_, *families, fill_in_text(arena_, is_v6 ? "IPv6" : "IPv4"));
    fill("ipFamilies", families);
    fill("ipFamilyPolicy", fill_in_text(arena_, "SingleStack"));
  }

  void derive_traffic() {
    bool external = has_node_ports(type_);
    derive_when(external, "externalTrafficPolicy", fill_in_text(arena_, "Cluster"));
    bool balanced = type_ == "LoadBalancer";
    derive_when(balanced, "allocateLoadBalancerNodePorts", fill_in_literal(arena_, "true"));
    bool checked = balanced && spec_.text_of("externalTrafficPolicy") == "Local";
    derive_when(checked, "healthCheckNodePort", fill_in_literal(arena_, kPort));
    if (!balanced && before_ && before_->text_of("type") == "LoadBalancer") {
      erase(spec_, "loadBalancerClass");
    }
  }

  /// Fills a field in while the type asks for it, and takes back what was filled in when it does
  /// not.
  void derive_when(bool wanted, std::string_view key, Node* value) {
    if (wanted) return fill(key, value);
    const Node* now = spec_.find(key);
    if (now && is_filled_in(*now)) erase(spec_, key);
  }

  Node& spec_;
  const Node* before_;
  Arena& arena_;
  std::string_view type_;
};

}  // namespace

void derive_service(Node& root, const Node* before, Arena& arena) {
  Node* spec = root.find("spec");
  if (!spec || !spec->is_mapping()) return;
  const Node* old = before ? before->find("spec") : nullptr;
  Service(*spec, old && old->is_mapping() ? old : nullptr, arena).derive();
}

}  // namespace drydock::plan
