#include "projects/flux/operator_controller.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <tuple>
#include <unordered_map>

#include "core/error.h"
#include "core/kinds.h"
#include "core/pack.h"
#include "projects/flux/held_project.h"
#include "projects/flux/node_text.h"
#include "projects/flux/resource_set.h"

namespace drydock::projects::flux {
namespace {

constexpr std::string_view kGroup = "fluxcd.controlplane.io";

/// A ResourceSet or a FluxInstance.
struct Maker {
  const Resource* resource = nullptr;
  const Project* holder = nullptr;
  std::string namespace_name;
  bool given = false;

  bool is_set() const { return resource->gvk.kind == "ResourceSet"; }
};

class OperatorController : public Controller {
 public:
  void read(const RenderedProject& rendered) override {
    const Project& holder = *rendered.project;
    for (const Resource& resource : rendered.set.resources) {
      if (resource.gvk.group != kGroup) continue;
      std::string space(resource.namespace_name.empty() ? std::string_view(holder.namespace_name)
                                                        : resource.namespace_name);
      auto key = std::tuple(holder.cluster, std::string(resource.gvk.kind), space,
                            std::string(resource.name));
      if (resource.gvk.kind == "ResourceSetInputProvider") {
        providers_[key] = &resource;
      } else if (resource.gvk.kind == "ResourceSet" || resource.gvk.kind == "FluxInstance") {
        note(key, {&resource, &holder, space});
      }
    }
  }

  std::vector<Project> take_projects(std::vector<Diagnostic>&) override {
    std::vector<Project> projects;
    for (auto& entry : makers_) {
      Maker& maker = entry.second;
      if (maker.given || makes_nothing(maker)) continue;
      maker.given = true;
      by_node_[maker.resource->root] = &maker;
      projects.push_back(project_of(maker));
    }
    return projects;
  }

  void render(const Project& project, RenderShared&, RenderedProject& out) const override {
    auto at = by_node_.find(project.definition);
    if (at == by_node_.end()) return;
    const Maker& maker = *at->second;
    try {
      if (maker.is_set()) {
        std::vector<InputProvider> providers = providers_of(maker, out);
        build_resource_set(*maker.resource->root, maker.namespace_name, providers, out.set);
      } else {
        build_instance_sync(*maker.resource->root, maker.namespace_name, out.set);
      }
    } catch (const Error& error) {
      out.set.resources.clear();  // half of it is none
      Diagnostic problem = error.diagnostic();
      if (!problem.where.file) problem.where = project.defined_at;
      out.problems.push_back(std::move(problem));
    }
  }

  std::string render_key(const Project& project) const override {
    auto at = by_node_.find(project.definition);
    if (at == by_node_.end()) return {};
    PackWriter key;
    key.text(node_text(*at->second->resource->root));
    for (const auto& entry : providers_) key.text(node_text(*entry.second->root));
    return key.bytes();
  }
  bool may_be_kept(const Project&) const override { return true; }
  std::vector<CoveredPath> covered_paths(const Project&) const override { return {}; }
  void check(std::vector<Diagnostic>&) const override {}

 private:
  using Key = std::tuple<std::string, std::string, std::string, std::string>;

  /// What was only found in a folder is as the cluster gets it once somebody deploys that folder.
  void note(const Key& key, Maker maker) {
    auto [known, is_new] = makers_.try_emplace(key, maker);
    bool better = !is_new && !known->second.given && !known->second.holder->definition;
    if (better) known->second = maker;
  }

  static bool makes_nothing(const Maker& maker) {
    const Node* spec = maker.resource->root->find("spec");
    return !spec || (!maker.is_set() && !spec->find("sync"));
  }

  static Project project_of(const Maker& maker) {
    const Resource& resource = *maker.resource;
    std::string id =
        format_resource_id(kGroup, resource.gvk.kind, maker.namespace_name, resource.name);
    std::string name = fmt::format("{}/{}/{}", maker.namespace_name, resource.name,
                                   maker.is_set() ? "set" : "instance");
    Project project = held_project(*maker.holder, *resource.root, std::move(id), name);
    project.namespace_name = maker.namespace_name;
    project.why = fmt::format("the {} of the Flux Operator `{}`", resource.gvk.kind, resource.name);
    return project;
  }

  /// The providers that a ResourceSet names. Of those that ask a service nobody knows the inputs.
  std::vector<InputProvider> providers_of(const Maker& maker, RenderedProject& out) const {
    std::vector<InputProvider> found;
    const Node* spec = maker.resource->root->find("spec");
    const Node* list = spec ? spec->find("inputsFrom") : nullptr;
    for (const Node* reference : list ? list->elements() : std::span<Node* const>()) {
      bool any = false;
      for (const auto& [key, provider] : providers_) {
        const auto& [cluster, kind, space, name] = key;
        if (cluster != maker.holder->cluster || space != maker.namespace_name) continue;
        if (!is_meant(*reference, *provider)) continue;
        any = true;
        add_provider(*provider, space, *reference, found, out);
      }
      if (!any) tell(*reference, "names no ResourceSetInputProvider of this repository", out);
    }
    return found;
  }

  static bool is_meant(const Node& reference, const Resource& provider) {
    if (reference.find("name")) return reference.text_of("name") == provider.name;
    const Node* selector = reference.find("selector");
    const Node* wanted = selector ? selector->find("matchLabels") : nullptr;
    const Node* metadata = provider.root->find("metadata");
    const Node* labels = metadata ? metadata->find("labels") : nullptr;
    if (!wanted || !labels) return false;
    return std::all_of(wanted->pairs().begin(), wanted->pairs().end(), [&](const NodeEntry& one) {
      return labels->text_of(one.key->text()) == one.value->text();
    });
  }

  static void add_provider(const Resource& provider, std::string_view space, const Node& reference,
                           std::vector<InputProvider>& found, RenderedProject& out) {
    const Node* spec = provider.root->find("spec");
    if (!spec || spec->text_of("type") != "Static") {
      return tell(reference, "names a provider whose inputs come from a service", out);
    }
    Arena& arena = out.set.arena;
    Node* list = make_sequence(arena);
    Node* values = spec->find("defaultValues");
    append(arena, *list, values ? values : make_mapping(arena));
    found.push_back({provider.root, space, inputs_of(list, arena)});
  }

  static void tell(const Node& reference, std::string_view what, RenderedProject& out) {
    Diagnostic diagnostic;
    diagnostic.severity = Severity::Warning;
    diagnostic.rule = "flux-inputs";
    diagnostic.message = fmt::format("`inputsFrom` {}: what it makes is not known here", what);
    diagnostic.where = reference.where();
    out.problems.push_back(std::move(diagnostic));
  }

  std::map<Key, Maker> makers_;
  std::map<Key, const Resource*> providers_;
  std::unordered_map<const Node*, const Maker*> by_node_;
};

}  // namespace

std::unique_ptr<Controller> make_operator_controller(ControllerInput) {
  return std::make_unique<OperatorController>();
}

}  // namespace drydock::projects::flux
