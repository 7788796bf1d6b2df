#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/rendered.h"
#include "core/settings.h"
#include "core/value.h"
#include "core/yaml/node.h"
#include "projects/argocd/cluster_inventory.h"
#include "projects/argocd/server_settings.h"

namespace drydock::projects::argocd {

/// An object of a controller's, where it was seen first.
struct Definition {
  std::string cluster;         // that the object is deployed to, and the controller with it
  std::string namespace_name;  // as written
  std::string name;
  std::string holder;  // the project that renders it
  Value value;
  const Node* node = nullptr;
  std::string made_by;  // of an Application: the name of its ApplicationSet, or empty

  /// Unique among definitions of one kind.
  std::string key() const;
};

/// What the objects of a repository say to Argo CD. Objects that are there twice for one cluster
/// count once. Values live here, nodes with whoever rendered them.
class Definitions {
 public:
  /// `given` are settings of Argo CD that count in place of those in the repository. The sources
  /// take texts within its ConfigMaps.
  Definitions(const Settings& settings, ServerSettings given, Sources& sources);

  void read(const RenderedProject& rendered, std::vector<Diagnostic>& problems);
  /// Adds an Application that an ApplicationSet makes; null when it is known already.
  const Definition* add_application(Definition application);

  /// In the order in which they came.
  const std::vector<const Definition*>& applications() const { return applications_; }
  const std::vector<const Definition*>& sets() const { return sets_; }
  /// That of the cluster, or the only one of that name; null when there is none.
  const Definition* app_project(std::string_view cluster, std::string_view name) const;
  std::vector<const Definition*> app_projects() const;
  /// Those of the Secrets of that cluster, or of all when it has none, and of drydock.yaml, sorted.
  std::vector<ClusterEntry> clusters(std::string_view controller_cluster) const;
  /// The namespace that Argo CD itself is in: that of AppProjects, or of most definitions.
  std::string home_namespace() const;
  /// What its ConfigMaps say; where there is no argocd-cm, kustomizations are built as renders
  /// most.
  ServerSettings server_settings(std::string_view controller_cluster) const;
  /// Which Applications each of them renders, by key.
  const std::map<std::string, std::set<std::string>>& children() const { return children_; }
  Arena& arena() { return arena_; }

 private:
  using Known = std::map<std::string, Definition, std::less<>>;

  const Definition* add(Known& known, const Resource& resource, const RenderedProject& rendered,
                        std::vector<Diagnostic>& problems);
  void read_secret(const Resource& resource, const RenderedProject& rendered);
  void read_settings(const Resource& resource, const RenderedProject& rendered,
                     std::vector<Diagnostic>& problems);

  Arena arena_;
  Sources& sources_;
  ServerSettings given_;
  std::vector<ClusterEntry> settings_clusters_;
  Known known_applications_;
  Known known_sets_;
  Known known_projects_;
  std::vector<const Definition*> applications_;
  std::vector<const Definition*> sets_;
  std::map<std::string, std::map<std::string, ClusterEntry>, std::less<>>
      secrets_;                                                         // by cluster, then name
  std::map<std::string, ServerSettings, std::less<>> server_settings_;  // by cluster
  std::map<std::string, std::set<std::string>> children_;
};

/// Decodes an object as Argo CD gets it, with integers as such.
Value decode_object(const Node& node, Arena& arena);

/// The nodes of an Application that an ApplicationSet made. Their places are those of the template
/// in `set` that they come from.
const Node* make_nodes(Value application, const Node& set, Sources& sources, Arena& arena);

}  // namespace drydock::projects::argocd
