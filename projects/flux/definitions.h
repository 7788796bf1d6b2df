#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "core/arena.h"
#include "core/diagnostic.h"
#include "core/rendered.h"
#include "projects/flux/helm_release.h"
#include "projects/flux/image_markers.h"
#include "projects/flux/kustomization_spec.h"
#include "projects/flux/value_objects.h"

namespace drydock::projects::flux {

/// An object by cluster, kind, namespace and name.
using ObjectKey = std::tuple<std::string, std::string, std::string, std::string>;

/// A Kustomization or HelmRelease of a cluster.
struct Definition {
  const Node* node = nullptr;
  const Project* holder = nullptr;  // whose objects it is among
  std::string cluster;              // of the holder
  std::string namespace_name;       // its own, or that of the holder
  std::string name;
  std::string id;  // "Kustomization.kustomize.toolkit.fluxcd.io/flux-system/apps"
  std::optional<Kustomization> kustomization;
  std::optional<HelmRelease> release;
  bool given = false;    // as a project
  bool dropped = false;  // another definition renders what holds it

  bool suspended() const {
    return kustomization ? kustomization->spec.suspend : release->spec.suspend;
  }
  const std::vector<Dependency>& depends_on() const {
    return kustomization ? kustomization->spec.depends_on : release->spec.depends_on;
  }
  std::string_view kind() const { return kustomization ? "Kustomization" : "HelmRelease"; }
};

/// A GitRepository, OCIRepository, HelmRepository, HelmChart, Bucket or ExternalArtifact.
struct SourceObject {
  const Node* node = nullptr;
  std::string url;                          // empty when it has none
  std::optional<ChartTemplate> chart = {};  // of a HelmChart
};

/// An ExternalArtifact that an ArtifactGenerator makes of parts of another source.
struct GeneratedArtifact {
  SourceReference source;
  /// Folders of the artifact, and what they are in the source; clean.
  std::vector<std::pair<std::string, std::string>> copies;
};

/// What was seen of Flux among the objects of all projects.
class Definitions {
 public:
  /// Takes note of definitions, sources, ConfigMaps and Secrets. A definition that is seen again,
  /// from the same line, is the same. Problems of definitions that cannot be read are kept.
  void read(const RenderedProject& rendered);

  std::deque<Definition>& all() { return definitions_; }
  const std::deque<Definition>& all() const { return definitions_; }
  const Definition* find(std::string_view cluster, std::string_view kind,
                         std::string_view namespace_name, std::string_view name) const;
  const SourceObject* find_source(std::string_view cluster, std::string_view kind,
                                  std::string_view namespace_name, std::string_view name) const;
  const GeneratedArtifact* find_artifact(std::string_view cluster, std::string_view namespace_name,
                                         std::string_view name) const;
  std::vector<std::string_view> source_names(std::string_view cluster, std::string_view kind) const;
  const ValueObjects& objects(std::string_view cluster) const;
  /// ImagePolicies of all clusters, by "namespace:name".
  const ImagePolicies& image_policies() const { return image_policies_; }
  /// The files that what was seen is rendered from.
  const std::set<std::string, std::less<>>& files() const { return files_; }

  std::vector<Diagnostic> take_problems() { return std::exchange(problems_, {}); }

 private:
  void add_definition(const Resource& resource, const Project& holder);
  void add_source(const Resource& resource, const Project& holder);

  void add_artifacts(const Resource& resource, const Project& holder);

  Arena arena_;  // of what is read from the objects
  std::deque<Definition> definitions_;
  std::multimap<ObjectKey, size_t> index_;
  std::map<ObjectKey, SourceObject> sources_;
  std::map<ObjectKey, GeneratedArtifact> artifacts_;
  std::map<std::string, ValueObjects, std::less<>> objects_;  // by cluster
  ImagePolicies image_policies_;
  std::set<std::string, std::less<>> files_;
  std::vector<Diagnostic> problems_;
};

}  // namespace drydock::projects::flux
