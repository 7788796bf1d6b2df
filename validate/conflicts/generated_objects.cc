#include "validate/conflicts/generated_objects.h"

#include "core/kinds.h"
#include "validate/conflicts/fields.h"
#include "validate/made_objects.h"

namespace drydock::validate {
namespace {

// Who claims the object.
constexpr std::string_view kOwner = "owner";    // a project that has it in its manifests
constexpr std::string_view kMaker = "maker";    // an object whose controller makes it
constexpr std::string_view kSharer = "sharer";  // the same, where several may

/// Adds keys to an object that is there, or leaves it alone when it is.
bool only_adds(const Resource& resource) {
  std::string_view policy = text_at(resource.root, {"spec", "target", "creationPolicy"});
  if (policy == "Merge" || policy == "None") return true;
  // Written once and left to whoever has it then: how a certificate is brought back after a
  // rebuild.
  bool once = text_at(resource.root, {"spec", "refreshPolicy"}) == "CreatedOnce";
  if (policy == "Orphan" && once) return true;
  // The key of an ACME account is made only when it is missing.
  return resource.gvk.kind == "Issuer" || resource.gvk.kind == "ClusterIssuer";
}

/// A Secret that says the controller of a SealedSecret may have it.
bool may_be_taken(const Resource& resource) {
  return annotation(resource, "sealedsecrets.bitnami.com/managed") == "true" ||
         annotation(resource, "sealedsecrets.bitnami.com/patch") == "true";
}

}  // namespace

void collect_generated_objects(const Fleet& fleet, const Project& project, const Resource& resource,
                               uint32_t index, ClaimSink& sink) {
  std::string_view space = fleet.namespace_of(resource, project);
  auto claim = [&](std::string_view kind, std::string_view in, std::string_view name,
                   std::string_view who) {
    const Node* at = field(resource.root, {"metadata", "name"});
    sink.add(index, at, {kind, in, name}, format_resource_id("", kind, in, name), who);
  };
  if (is_kind(resource, "", "Secret") || is_kind(resource, "", "ConfigMap")) {
    if (!may_be_taken(resource)) claim(resource.gvk.kind, space, resource.name, kOwner);
    return;
  }
  if (only_adds(resource)) return;
  // Ingresses that share a host share its certificate; the first asks for it.
  bool shares = resource.gvk.kind == "Ingress" || resource.gvk.kind == "Gateway";
  made_objects(resource, [&](const MadeObject& made) {
    // Which namespaces "every" means is often chosen by labels that are not known here.
    if (made.in_every_namespace) return;
    claim(made.kind, made.namespace_name.empty() ? space : made.namespace_name, made.name,
          shares ? kSharer : kMaker);
  });
}

bool generated_objects_clash(const Fleet&, const Claim& a, const Claim& b) {
  if (a.detail == kOwner && b.detail == kOwner) return false;
  return a.detail != kSharer || b.detail != kSharer;
}

}  // namespace drydock::validate
