#include "validate/conflicts/ingress_paths.h"

#include "core/ascii.h"
#include "validate/conflicts/fields.h"

namespace drydock::validate {
namespace {

/// The field counts; controllers read the older annotation when it is absent.
std::string_view class_of(const Resource& resource) {
  std::string_view name = text_at(resource.root, {"spec", "ingressClassName"});
  return name.empty() ? annotation(resource, "kubernetes.io/ingress.class") : name;
}

/// Canary Ingresses of ingress-nginx share host and path with the main one on purpose.
bool is_canary(const Resource& resource) {
  return annotation(resource, "nginx.ingress.kubernetes.io/canary") == "true";
}

}  // namespace

void collect_ingress_paths(const Fleet&, const Project&, const Resource& resource, uint32_t index,
                           ClaimSink& sink) {
  if (!is_kind(resource, "networking.k8s.io", "Ingress") || is_canary(resource)) return;
  std::string_view class_name = class_of(resource);
  for (const Node* rule : items(field(resource.root, {"spec", "rules"}))) {
    std::string host = ascii_lower(rule->text_of("host"));
    if (host.empty()) host = "*";
    for (const Node* path : items(field(rule, {"http", "paths"}))) {
      std::string_view type = path->text_of("pathType");
      std::string_view text = path->text_of("path");
      if (text.empty()) text = "/";
      // A closing slash says nothing to a Prefix path.
      while (type == "Prefix" && text.size() > 1 && text.ends_with('/')) text.remove_suffix(1);
      const Node* place = path->find("path");
      sink.add(index, place ? place : path, {class_name, host, type, text},
               fmt::format("{}{} class {}", host, text,
                           class_name.empty() ? std::string_view("default") : class_name));
    }
  }
}

}  // namespace drydock::validate
