#include "validate/policy/fleet_index.h"

namespace drydock::validate::policy {

std::string FleetIndex::group_key(std::string_view kind, std::string_view namespace_name) {
  return fmt::format("{}/{}", kind, namespace_name);
}

FleetIndex::FleetIndex(const Fleet& fleet, bool is_old) : fleet_(fleet) {
  by_project_.resize(fleet.projects().size());
  for (size_t i = 0; i < by_project_.size(); ++i) {
    const RenderedProject& project = fleet.projects()[i];
    indexes_.emplace(&project, i);
    for (const Resource& resource : project.set.resources) {
      bool secret = resource.gvk.kind == "Secret" && resource.gvk.group.empty();
      by_project_[i].push_back(
          {&project, &resource, fleet.namespace_of(resource, *project.project), secret, is_old});
    }
    for (const ObjectRef& object : by_project_[i]) {
      groups_[group_key(object.resource->gvk.kind, "*")].push_back(&object);
      groups_[group_key(object.resource->gvk.kind, object.namespace_name)].push_back(&object);
      groups_[group_key("", "*")].push_back(&object);
      if (!object.namespace_name.empty()) {
        groups_[group_key("", object.namespace_name)].push_back(&object);
      }
      if (is_old) {
        by_id_[fmt::format("{}\n{}", project.project->cluster, id_of(object))] = &object;
      }
    }
  }
}

bool FleetIndex::fits(const ObjectQuery& query, const ObjectRef& object) {
  const Resource& resource = *object.resource;
  return (query.any_group || resource.gvk.group == query.group) &&
         (query.name.empty() || resource.name == query.name) &&
         (query.cluster.empty() || object.project->project->cluster == query.cluster) &&
         (query.project.empty() || object.project->project->name == query.project);
}

const ObjectRef* FleetIndex::same_object(std::string_view cluster, const std::string& id) const {
  auto found = by_id_.find(fmt::format("{}\n{}", cluster, id));
  return found == by_id_.end() ? nullptr : found->second;
}

}  // namespace drydock::validate::policy
