#include "validate/conflicts/gateway_routes.h"

#include <set>

#include "core/ascii.h"
#include "validate/conflicts/fields.h"

namespace drydock::validate {
namespace {

constexpr std::string_view kGroup = "gateway.networking.k8s.io";

/// What a match asks for in words; what is the same for the gateway gives the same text.
std::string describe_match(const Node* match) {
  std::string_view type = or_default(text_at(match, {"path", "type"}), "PathPrefix");
  std::string_view value = or_default(text_at(match, {"path", "value"}), "/");
  while (type == "PathPrefix" && value.size() > 1 && value.ends_with('/')) value.remove_suffix(1);
  std::string text = fmt::format("{} {}", type, value);
  if (std::string_view method = text_at(match, {"method"}); !method.empty()) {
    text += fmt::format(" {}", method);
  }
  for (std::string_view sort : {"headers", "queryParams"}) {
    std::set<std::string> wanted;  // their order says nothing
    for (const Node* one : items(field(match, {sort}))) {
      std::string name =
          sort == "headers" ? ascii_lower(one->text_of("name")) : std::string(one->text_of("name"));
      wanted.insert(fmt::format("{} {} {}={}", sort == "headers" ? "header" : "query",
                                or_default(one->text_of("type"), "Exact"), name,
                                one->text_of("value")));
    }
    for (const std::string& one : wanted) text += " " + one;
  }
  return text;
}

/// A route at one Gateway.
struct Parent {
  std::string name;      // "namespace/name"
  std::string listener;  // "section NUL port"; parts may be empty
};

std::vector<Parent> parents_of(const Resource& resource, std::string_view space) {
  std::vector<Parent> parents;
  for (const Node* ref : items(field(resource.root, {"spec", "parentRefs"}))) {
    if (or_default(ref->text_of("kind"), "Gateway") != "Gateway") continue;
    std::string listener(ref->text_of("sectionName"));
    listener.push_back('\0');
    listener += ref->text_of("port");
    parents.push_back(
        {fmt::format("{}/{}", or_default(ref->text_of("namespace"), space), ref->text_of("name")),
         listener});
  }
  return parents;
}

/// Hostname and node; "*" for a route that names none.
std::vector<std::pair<std::string, const Node*>> hosts_of(const Resource& resource) {
  std::vector<std::pair<std::string, const Node*>> hosts;
  for (const Node* host : items(field(resource.root, {"spec", "hostnames"}))) {
    hosts.emplace_back(ascii_lower(host->text()), host);
  }
  if (hosts.empty()) hosts.emplace_back("*", nullptr);
  return hosts;
}

/// Text and node of each match; a rule without any takes every path.
std::vector<std::pair<std::string, const Node*>> matches_of(const Resource& resource) {
  std::vector<std::pair<std::string, const Node*>> matches;
  for (const Node* rule : items(field(resource.root, {"spec", "rules"}))) {
    std::span<Node* const> given = items(rule->find("matches"));
    for (const Node* match : given) {
      const Node* value = field(match, {"path", "value"});
      matches.emplace_back(describe_match(match), value ? value : match);
    }
    if (given.empty()) matches.emplace_back(describe_match(nullptr), rule);
  }
  return matches;
}

bool parts_meet(std::string_view a, std::string_view b) { return a.empty() || b.empty() || a == b; }

}  // namespace

void collect_http_routes(const Fleet& fleet, const Project& project, const Resource& resource,
                         uint32_t index, ClaimSink& sink) {
  bool is_route = is_kind(resource, kGroup, "HTTPRoute") || is_kind(resource, kGroup, "GRPCRoute");
  if (!is_route) return;
  std::vector<std::pair<std::string, const Node*>> hosts = hosts_of(resource);
  std::vector<std::pair<std::string, const Node*>> matches = matches_of(resource);
  for (const Parent& parent : parents_of(resource, fleet.namespace_of(resource, project))) {
    for (const auto& [host, host_node] : hosts) {
      for (const auto& [match, match_node] : matches) {
        sink.add(index, match_node, {resource.gvk.kind, parent.name, host, match},
                 fmt::format("{} {} {}", parent.name, host, match), parent.listener);
      }
    }
  }
}

bool routes_meet(const Fleet&, const Claim& a, const Claim& b) {
  size_t cut_a = a.detail.find('\0');
  size_t cut_b = b.detail.find('\0');
  return parts_meet(a.detail.substr(0, cut_a), b.detail.substr(0, cut_b)) &&
         parts_meet(a.detail.substr(cut_a + 1), b.detail.substr(cut_b + 1));
}

}  // namespace drydock::validate
