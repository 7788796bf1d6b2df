#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/rendered.h"
#include "core/source_cache.h"
#include "core/value.h"
#include "core/yaml/node.h"
#include "overlays/parsed_files.h"
#include "projects/argocd/application_env.h"
#include "projects/argocd/git_listing.h"
#include "projects/argocd/server_settings.h"
#include "render/inflate_chart.h"

namespace drydock::projects::argocd {

/// Where a source is to be read.
struct SourcePlace {
  SourceCache* files = nullptr;
  std::string chart;  // of a chart from a registry: its folder or archive among the files
};

/// Trees that things point into after a render.
struct KeptTrees {
  std::mutex mutex;
  std::vector<std::unique_ptr<Tree>> trees;
};

/// What Applications are rendered with. Everything in it outlives what they give.
struct ApplicationWorld {
  /// The files of a repository at a URL, or of a chart that a registry there has; throws Error
  /// where nobody says where they are. `version` is the target revision.
  std::function<SourcePlace(std::string_view url, std::string_view chart, std::string_view version)>
      repository;
  GitListings* listings = nullptr;
  std::string argocd_namespace = "argocd";
  std::string kube_version;  // of the destination; empty: Helm's own
  std::vector<std::string> api_versions;
  std::string revision;  // of the commit; empty: the target revision of each source
  const ServerSettings* server = nullptr;  // of Argo CD; outlives this
  /// A section of a source that says nothing does not count, as in what the controller stores.
  bool drops_empty_sections = false;
  overlays::ParsedFiles* parsed_files = nullptr;
  render::ChartLibrary* charts = nullptr;
  KeptTrees* kept = nullptr;
};

/// A source that others take value files from.
struct SourceRef {
  std::string name;  // "$name"
  std::string url;
  std::string revision;
};

/// An Application as its parts see it.
struct ApplicationContext {
  const ApplicationWorld& world;
  std::string name;
  std::string instance;        // the name, with the namespace before it unless that is Argo CD's
  std::string namespace_name;  // of the destination; may be empty
  Value source;                // with the files of the folder laid over it
  const Node* node = nullptr;  // of the source, where it is written; may be null
  SourceCache* files = nullptr;
  std::string path;  // of the source in them, clean
  std::vector<SourceRef> refs;
  ApplicationEnv env;
};

enum class SourceType : uint8_t { Helm, Kustomize, Directory, Plugin };

/// What a source is rendered by: what it says itself, else what its folder holds. What the settings
/// of Argo CD switch off is plain files.
SourceType type_of_source(Value source, SourceCache& files, const std::string& folder,
                          bool drops_empty_sections, const ServerSettings& server);

/// The objects of all sources, in Argo CD's order.
struct ApplicationObjects {
  RenderedProject& out;
  /// For each of `out.set.resources`, whose rules its scalars follow.
  std::vector<YamlDialect> dialects = {};
};

/// The sources of an Application that conforms to kApplicationType, in order: those of `sources`,
/// or `source`, or what a hydrator syncs from.
std::vector<Value> sources_of(Value application, Arena& arena);

/// Renders an Application as the repository server does, without what the controller adds later.
/// `application` conforms to kApplicationType; `node` is where it was read from, or null. Throws
/// Error; what was added before stays.
void render_application(Value application, const Node* node, const ApplicationWorld& world,
                        ApplicationObjects& objects);

// The kinds of sources. Each throws Error.
void render_helm_source(const ApplicationContext& context, ApplicationObjects& objects);
void render_kustomize_source(const ApplicationContext& context, ApplicationObjects& objects);
void render_directory_source(const ApplicationContext& context, ApplicationObjects& objects);

/// Adds an object, or those of a list; throws Error for what has no kind.
void add_object(Node* root, YamlDialect dialect, ApplicationObjects& objects);

/// What the user meant by a path in a source: below the source's folder, or with a slash at its
/// beginning below the root. Throws Error for a path that leaves the repository.
std::string resolve_in_repository(std::string_view folder, std::string_view path,
                                  const ApplicationContext& context);

}  // namespace drydock::projects::argocd
