#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "validate/fleet.h"

namespace drydock::validate::policy {

/// An object with what policies ask about it.
struct ObjectRef {
  const RenderedProject* project = nullptr;
  const Resource* resource = nullptr;
  std::string_view namespace_name;  // where it goes; "" when cluster-scoped
  bool is_secret = false;
  bool is_old = false;  // of the base revision
};

/// What `ctx.find` looks for; empty: whatever.
struct ObjectQuery {
  std::string_view kind;
  std::string_view group;
  bool any_group = true;
  std::string_view namespace_name;
  bool any_namespace = true;
  std::string_view name;
  std::string_view cluster;
  std::string_view project;
};

/// The objects of a fleet by kind and namespace. Immutable, for any number of threads.
class FleetIndex {
 public:
  explicit FleetIndex(const Fleet& fleet, bool is_old = false);

  const Fleet& fleet() const { return fleet_; }
  /// The objects of one project, in its order.
  std::span<const ObjectRef> objects(size_t project) const { return by_project_[project]; }
  /// The index of a project of this fleet.
  size_t index_of(const RenderedProject& project) const { return indexes_.at(&project); }
  /// Calls `take` for what fits, in the order of projects and objects -> how many were looked at.
  template <class F>
  size_t find(const ObjectQuery& query, F take) const {
    auto group =
        groups_.find(group_key(query.kind, query.any_namespace ? "*" : query.namespace_name));
    if (group == groups_.end()) return 0;
    for (const ObjectRef* object : group->second) {
      if (fits(query, *object)) take(*object);
    }
    return group->second.size();
  }
  /// The object of the same cluster and identity; null when there is none.
  const ObjectRef* same_object(std::string_view cluster, const std::string& id) const;
  std::string id_of(const ObjectRef& object) const {
    return fleet_.resource_id(*object.resource, *object.project->project);
  }

 private:
  static std::string group_key(std::string_view kind, std::string_view namespace_name);
  static bool fits(const ObjectQuery& query, const ObjectRef& object);

  const Fleet& fleet_;
  std::unordered_map<const RenderedProject*, size_t> indexes_;
  std::vector<std::vector<ObjectRef>> by_project_;
  std::unordered_map<std::string, std::vector<const ObjectRef*>> groups_;
  std::unordered_map<std::string, const ObjectRef*> by_id_;  // only of old fleets
};

}  // namespace drydock::validate::policy
