#include <map>
#include <set>

#include "plan/emit/desired.h"
#include "plan/emit/emission.h"
#include "plan/emit/manifest.h"
#include "plan/emit/names.h"

namespace drydock::plan {
namespace {

// What `kubectl apply --prune -l` looks for, one value for each of three folders.
constexpr std::string_view kPipeline = "gitops.jenkins-x.io/pipeline";

std::string_view sort_of(const PlanObject& object) {
  if (is_definition(object)) return "customresourcedefinitions";
  return object.namespace_name.empty() ? "cluster" : "namespaces";
}

std::string folder_of(const PlanObject& object) {
  std::string folder = fmt::format("{}/config-root/{}", path_word(object.cluster), sort_of(object));
  if (!object.namespace_name.empty()) folder += "/" + path_word(object.namespace_name);
  return folder + "/" + path_word(object.project);
}

/// The object as it is in the folder. Without the label nothing prunes it, whatever leaves.
Node* manifest_of(const PlanObject& object, Arena& arena) {
  Node* manifest = emitted_manifest(object, arena);
  bool is_kept = !marks_of(object).keeping().empty();
  if (!is_kept) set_label(*manifest, kPipeline, sort_of(object), arena);
  return manifest;
}

/// What pruning does not do, as it knows few kinds: lists for kubectl.
void write_list(const EmitInput& input, Action action, std::string_view name, Emission& out) {
  std::map<std::string_view, std::string> texts;  // by cluster
  for (const Change& change : input.plan.changes) {
    if (change.action != action) continue;
    Arena arena;
    bool goes = action == Action::Delete;
    if (goes && change.before->gvk.version.empty()) {
      out.notes.push_back(
          "an object is not in the list of deletions: the inventory does not say "
          "the version of " +
          change.resource);
      continue;
    }
    std::string& text = texts[change.cluster];
    if (!text.empty()) text += "---\n";
    text += yaml_of(goes ? *stub_of(*change.before, arena) : *manifest_of(*change.object, arena));
  }
  for (auto& [cluster, text] : texts) {
    out.files.push_back(
        {fmt::format("{}/{}.yaml", path_word(cluster), name), cluster, "", std::move(text)});
  }
}

}  // namespace

Emission emit_files(const EmitInput& input) {
  Emission out;
  Desired desired(input);
  std::vector<FiledObject> filed;
  for (const Wanted& one : desired.objects()) {
    if (!one.is_first || !input.takes(*one.object)) continue;
    filed.push_back({folder_of(*one.object), one.object});
  }
  std::vector<std::string> paths = file_paths(filed);
  for (size_t i = 0; i < filed.size(); ++i) {
    const PlanObject& object = *filed[i].object;
    Arena arena;
    out.files.push_back(
        {paths[i], object.cluster, object.project, yaml_of(*manifest_of(object, arena))});
  }
  write_list(input, Action::Delete, "deletions", out);
  write_list(input, Action::Replace, "replacements", out);
  return out;
}

}  // namespace drydock::plan
