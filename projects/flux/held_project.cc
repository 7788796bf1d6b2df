#include "projects/flux/held_project.h"

#include <fmt/format.h>

#include <algorithm>

#include "overlays/path_text.h"

namespace drydock::projects::flux {

Project held_project(const Project& holder, const Node& object, std::string id,
                     std::string_view name) {
  Project project;
  bool is_default = holder.cluster == "default";
  project.name =
      is_default ? fmt::format("flux/{}", name) : fmt::format("flux/{}/{}", holder.cluster, name);
  project.renderer = Renderer::Flux;
  project.cluster = holder.cluster;
  project.cluster_from = holder.cluster_from;
  project.owner = holder.owner;
  project.severities = holder.severities;
  project.parameters = holder.parameters;
  project.defined_at = object.where();
  project.definition = &object;
  project.definition_id = std::move(id);
  project.defined_by = holder.name;
  return project;
}

bool has_kustomization(const SourceCache& files, std::string_view folder) {
  constexpr std::string_view kNames[] = {"kustomization.yaml", "kustomization.yml",
                                         "Kustomization"};
  return std::any_of(std::begin(kNames), std::end(kNames), [&](std::string_view name) {
    return files.tree().kind(overlays::join_paths(folder, name)) == EntryKind::File;
  });
}

}  // namespace drydock::projects::flux
