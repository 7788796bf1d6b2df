#include <map>
#include <set>

#include "core/excerpt.h"
#include "plan/emit/desired.h"
#include "plan/emit/emission.h"
#include "plan/emit/manifest.h"
#include "plan/emit/names.h"

namespace drydock::plan {
namespace {

/// One Application.
struct Deployment {
  std::vector<const Wanted*> objects;
  std::set<std::string_view> namespaces;
  bool has_waves = false;      // the project orders by sync waves itself
  bool is_foundation = false;  // others need its namespaces or definitions
  bool had_objects = false;
  std::set<std::string_view> gave_to;  // projects that have some of its objects from now on
};

using Place = std::pair<std::string_view, std::string_view>;  // cluster, project

class ArgoFolder {
 public:
  explicit ArgoFolder(const EmitInput& input) : input_(input), desired_(input) {}

  Emission run() {
    collect();
    for (auto& [place, one] : deployments_) {
      if (input_.selects && !input_.selects(place.first, place.second)) continue;
      bool is_there = !one.objects.empty() || !one.gave_to.empty() ||
                      (one.had_objects && is_project(place.second));
      if (!is_there) continue;
      write_folder(place, one);
      write_application(place, one);
    }
    return std::move(out_);
  }

 private:
  bool is_project(std::string_view name) const {
    const auto& projects = input_.head.projects;
    return std::binary_search(projects.begin(), projects.end(), name);
  }

  void collect() {
    for (const Wanted& one : desired_.objects()) {
      const PlanObject& object = *one.object;
      Deployment& deployment = deployments_[{object.cluster, object.project}];
      deployment.objects.push_back(&one);
      deployment.namespaces.insert(object.namespace_name);
      deployment.has_waves |= one.marks.sync_wave != 0;
    }
    for (const Wanted& one : desired_.objects()) {
      for (const Wanted* needed :
           {desired_.namespace_of(*one.object), desired_.definition_of(*one.object)}) {
        if (!needed || needed->object->project == one.object->project) continue;
        deployments_[{needed->object->cluster, needed->object->project}].is_foundation = true;
      }
    }
    for (const PlanObject* before : earlier_objects(input_)) {
      Deployment& deployment = deployments_[{before->cluster, before->project}];
      deployment.had_objects = true;
      std::string key = before->key();
      const Wanted* now = desired_.find(key);
      if (now && !desired_.has(before->project, key)) {
        deployment.gave_to.insert(now->object->project);
      }
    }
  }

  std::string name_of(const Place& place) const {
    return object_name(place.first == "default" ? std::string(place.second)
                                                : fmt::format("{}/{}", place.first, place.second));
  }

  std::string folder_of(const Place& place) const {
    return fmt::format("{}/manifests/{}", path_word(place.first), path_word(place.second));
  }

  void add_file(const Place& place, std::string path, std::string text) {
    out_.files.push_back({std::move(path), place.first, place.second, std::move(text)});
  }

  void write_folder(const Place& place, const Deployment& deployment) {
    std::string folder = folder_of(place);
    std::vector<FiledObject> filed;
    for (const Wanted* one : deployment.objects) {
      filed.push_back({fmt::format("{}/{}", folder, place_of(*one->object)), one->object});
    }
    std::vector<std::string> paths = file_paths(filed);
    for (size_t i = 0; i < filed.size(); ++i) {
      Arena arena;
      add_file(place, paths[i], yaml_of(*manifest_of(*deployment.objects[i], deployment, arena)));
    }
    // Argo CD refuses a path that is not there.
    if (filed.empty()) add_file(place, folder + "/README.md", "Nothing is deployed from here.\n");
  }

  Node* manifest_of(const Wanted& one, const Deployment& deployment, Arena& arena) const {
    Node* manifest = emitted_manifest(*one.object, arena);
    // Argo CD waits for each wave. So only what everything needs comes before the rest, and only
    // what gets in the way of everything comes after it.
    if (!deployment.has_waves && one.marks.hook == Hook::None && one.stage.part != Stage::Main) {
      bool first = one.stage.part == Stage::First;
      set_annotation(*manifest, "argocd.argoproj.io/sync-wave", first ? "-1" : "1", arena);
    }
    if (one.is_replaced() && one.marks.hook == Hook::None) {
      add_sync_options(*manifest, {"Force=true", "Replace=true"}, arena);
    }
    if (one.is_kept() && one.marks.hook == Hook::None) {
      add_sync_options(*manifest, {"Prune=false", "Delete=false"}, arena);
    }
    const Wanted* definition = desired_.definition_of(*one.object);
    bool defined_here = definition && definition->object->project == one.object->project;
    if (one.stage.part == Stage::Main && is_custom(*one.object) && !defined_here) {
      add_sync_options(*manifest, {"SkipDryRunOnMissingResource=true"}, arena);
    }
    return manifest;
  }

  Node* destination_of(const Place& place, const Deployment& deployment, Arena& arena) const {
    std::string_view cluster = place.first;
    bool is_address = cluster.find("://") != cluster.npos;
    Node* server = cluster == "default" ? text_node("https://kubernetes.default.svc", arena)
                   : is_address         ? text_node(cluster, arena)
                                        : nullptr;
    std::string_view space;
    for (std::string_view one : deployment.namespaces) {
      if (!one.empty()) space = deployment.namespaces.size() <= 2 ? one : "default";
    }
    return map_node({{"name", server ? nullptr : text_node(cluster, arena)},
                     {"namespace", space.empty() ? nullptr : text_node(space, arena)},
                     {"server", server}},
                    arena);
  }

  void write_application(const Place& place, const Deployment& deployment) {
    Arena arena;
    bool gives = !deployment.gave_to.empty();
    if (gives) tell_gift(place, deployment);
    const std::string& root = input_.options.repository_path;
    std::string path = fmt::format("{}{}{}", root, root.empty() ? "" : "/", folder_of(place));
    Node* source = map_node({{"directory", map_node({{"recurse", true_node(arena)}}, arena)},
                             {"path", text_node(path, arena)},
                             {"repoURL", text_node(input_.options.repository_url, arena)},
                             {"targetRevision", text_node(input_.options.revision, arena)}},
                            arena);
    Node* automated =
        map_node({{"allowEmpty", deployment.objects.empty() ? true_node(arena) : false_node(arena)},
                  {"prune", gives ? false_node(arena) : true_node(arena)},
                  {"selfHeal", true_node(arena)}},
                 arena);
    Node* options = make_sequence(arena);
    for (std::string_view option : {"PruneLast=true", "ServerSideApply=true"}) {
      append(arena, *options, text_node(option, arena));
    }
    Node* spec = map_node(
        {{"destination", destination_of(place, deployment, arena)},
         {"project", text_node("default", arena)},
         {"source", source},
         {"syncPolicy", map_node({{"automated", automated}, {"syncOptions", options}}, arena)}},
        arena);
    Node* finalizers = make_sequence(arena);
    append(arena, *finalizers, text_node("resources-finalizer.argocd.argoproj.io", arena));
    Node* wave = deployment.is_foundation ? text_node("-1", arena) : nullptr;
    Node* metadata =
        map_node({{"annotations",
                   wave ? map_node({{"argocd.argoproj.io/sync-wave", wave}}, arena) : nullptr},
                  {"finalizers", finalizers},
                  {"name", text_node(name_of(place), arena)},
                  {"namespace", text_node("argocd", arena)}},
                 arena);
    Node* application = map_node({{"apiVersion", text_node("argoproj.io/v1alpha1", arena)},
                                  {"kind", text_node("Application", arena)},
                                  {"metadata", metadata},
                                  {"spec", spec}},
                                 arena);
    add_file(place, fmt::format("{}/applications/{}.yaml", path_word(place.first), name_of(place)),
             yaml_of(*application));
  }

  /// Whoever syncs first would delete what the other one has just taken.
  void tell_gift(const Place& place, const Deployment& deployment) {
    out_.notes.push_back(fmt::format(
        "{} gives objects to {}: it deletes nothing until the next emission; emit again when both "
        "are synced",
        printable(place.second),
        printable(fmt::format("{}", fmt::join(deployment.gave_to, ", ")))));
  }

  const EmitInput& input_;
  Desired desired_;
  std::map<Place, Deployment> deployments_;
  Emission out_;
};

}  // namespace

Emission emit_argocd(const EmitInput& input) { return ArgoFolder(input).run(); }

}  // namespace drydock::plan
