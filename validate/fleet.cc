#include "validate/fleet.h"

#include "validate/scopes.h"

namespace drydock::validate {
namespace {

std::string group_kind(std::string_view group, std::string_view kind) {
  return fmt::format("{}/{}", group, kind);
}

std::vector<const RenderedProject*> pointers_to(std::span<const RenderedProject> projects) {
  std::vector<const RenderedProject*> pointers;
  for (const RenderedProject& project : projects) pointers.push_back(&project);
  return pointers;
}

bool defines_kind(const Resource& resource) {
  return resource.gvk.kind == "CustomResourceDefinition" &&
         resource.gvk.group == "apiextensions.k8s.io";
}

bool is_deployer(const Gvk& gvk) {
  if (gvk.group == "argoproj.io") {
    return gvk.kind == "Application" || gvk.kind == "ApplicationSet";
  }
  return gvk.group == "kustomize.toolkit.fluxcd.io" || gvk.group == "helm.toolkit.fluxcd.io";
}

}  // namespace

Fleet::Fleet(std::span<const RenderedProject> projects, const Settings& settings)
    : Fleet(pointers_to(projects), settings) {}

Fleet::Fleet(std::vector<const RenderedProject*> projects, const Settings& settings)
    : projects_(std::move(projects)), settings_(settings) {
  for (const RenderedProject& rendered : this->projects()) {
    for (const Resource& resource : rendered.set.resources) {
      has_deployers_ |= is_deployer(resource.gvk);
      const Node* spec = defines_kind(resource) ? resource.root->find("spec") : nullptr;
      const Node* names = spec ? spec->find("names") : nullptr;
      if (!names) continue;
      bool cluster = spec->text_of("scope") == "Cluster";
      custom_scopes_[group_kind(spec->text_of("group"), names->text_of("kind"))] =
          cluster ? Scope::Cluster : Scope::Namespaced;
    }
  }
}

Scope Fleet::scope_of(const Gvk& gvk) const {
  Scope scope = known_scope(gvk);
  if (scope == Scope::Namespaced || custom_scopes_.empty()) return scope;
  // The definition in the repository is right about its kind where it and our table disagree.
  auto custom = custom_scopes_.find(group_kind(gvk.group, gvk.kind));
  return custom == custom_scopes_.end() ? scope : custom->second;
}

std::string_view Fleet::namespace_of(const Resource& resource, const Project& project) const {
  if (scope_of(resource.gvk) == Scope::Cluster) return "";
  return resource.namespace_name.empty() ? std::string_view(project.namespace_name)
                                         : resource.namespace_name;
}

std::string Fleet::resource_id(const Resource& resource, const Project& project) const {
  return format_resource_id(current_group(resource.gvk.group, resource.gvk.kind), resource.gvk.kind,
                            namespace_of(resource, project), resource.name);
}

}  // namespace drydock::validate
