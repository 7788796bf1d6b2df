#include "validate/conflicts/dns_names.h"

#include "core/ascii.h"
#include "validate/conflicts/fields.h"

namespace drydock::validate {
namespace {

constexpr std::string_view kPrefix = "external-dns.alpha.kubernetes.io/";

std::string_view dns_annotation(const Resource& resource, std::string_view name) {
  return annotation(resource, fmt::format("{}{}", kPrefix, name));
}

/// Names are compared without case and without the dot that ends a full one.
std::string plain_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return ascii_lower(name);
}

/// "identifier NUL target", where either may be empty.
std::string detail_of(std::string_view identifier, std::string_view target) {
  std::string detail(identifier);
  detail.push_back('\0');
  detail += target;
  return detail;
}

/// What an Ingress resolves to is its controller: two of one class want the same address.
std::string target_of(const Resource& resource) {
  std::string_view target = dns_annotation(resource, "target");
  if (!target.empty() || !is_kind(resource, "networking.k8s.io", "Ingress")) {
    return std::string(target);
  }
  std::string_view name = text_at(resource.root, {"spec", "ingressClassName"});
  if (name.empty()) name = annotation(resource, "kubernetes.io/ingress.class");
  return fmt::format("class {}", name);
}

void collect_endpoints(const Resource& resource, uint32_t index, ClaimSink& sink) {
  for (const Node* endpoint : items(field(resource.root, {"spec", "endpoints"}))) {
    const Node* name = endpoint->find("dnsName");
    if (!name || name->text().empty()) continue;
    std::string_view type = endpoint->text_of("recordType");
    // Records of texts and services stand beside an address; two of them on one name clash as well.
    bool address = type.empty() || type == "A" || type == "AAAA" || type == "CNAME";
    std::string targets;
    for (const Node* target : items(endpoint->find("targets"))) {
      targets += fmt::format("{},", target->text());
    }
    std::string plain = plain_name(name->text());
    sink.add(index, name, {address ? std::string_view("address") : type, plain}, plain,
             detail_of(endpoint->text_of("setIdentifier"), targets));
  }
}

}  // namespace

void collect_dns_names(const Fleet&, const Project&, const Resource& resource, uint32_t index,
                       ClaimSink& sink) {
  if (is_kind(resource, "externaldns.k8s.io", "DNSEndpoint")) {
    return collect_endpoints(resource, index, sink);
  }
  std::string_view controller = dns_annotation(resource, "controller");
  if (!controller.empty() && controller != "dns-controller") return;
  const Node* value =
      field(resource.root, {"metadata", "annotations", fmt::format("{}hostname", kPrefix)});
  if (!value) return;
  std::string detail = detail_of(dns_annotation(resource, "set-identifier"), target_of(resource));
  for (std::string_view name : comma_list(value->text())) {
    std::string plain = plain_name(name);
    sink.add(index, value, {"address", plain}, plain, detail);
  }
}

bool dns_names_clash(const Fleet&, const Claim& a, const Claim& b) {
  size_t cut_a = a.detail.find('\0');
  size_t cut_b = b.detail.find('\0');
  std::string_view identifier_a = a.detail.substr(0, cut_a);
  std::string_view identifier_b = b.detail.substr(0, cut_b);
  if (identifier_a != identifier_b) return identifier_a.empty() || identifier_b.empty();
  std::string_view target_a = a.detail.substr(cut_a + 1);
  return target_a.empty() || target_a != b.detail.substr(cut_b + 1);
}

}  // namespace drydock::validate
