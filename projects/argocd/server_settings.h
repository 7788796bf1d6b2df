#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/diagnostic.h"
#include "core/source.h"
#include "core/value.h"
#include "core/yaml/node.h"

namespace drydock::projects::argocd {

/// Kinds of objects in clusters; patterns, and an empty list is all of them.
struct ResourceClass {
  std::vector<std::string> groups;
  std::vector<std::string> kinds;     // names, or "*"
  std::vector<std::string> clusters;  // URLs of servers

  bool fits(std::string_view group, std::string_view kind, std::string_view server) const;
  bool fits_cluster(std::string_view server) const;
};

/// Fields that a comparison passes over.
struct IgnoreRule {
  std::string group, kind;            // patterns
  std::string name, namespace_name;   // empty: any
  std::vector<std::string> pointers;  // of JSON
  std::vector<std::string> paths;     // of jq
  std::vector<std::string> managers;  // whose fields are theirs
  // Where pointers and paths are written; nothing for those of settings.
  std::vector<SourcePos> pointer_places = {}, path_places = {};
};

enum class Tracking : uint8_t { Annotation, Label, AnnotationAndLabel };

/// What argocd-cm and argocd-cmd-params-cm say that changes what is deployed or compared, with
/// Argo CD's defaults for the rest.
struct ServerSettings {
  bool is_known = false;  // somebody gave argocd-cm

  // How sources are rendered.
  std::string build_options;                                         // of kustomize
  std::set<std::string, std::less<>> kustomize_versions;             // that a source may name
  std::map<std::string, std::string, std::less<>> build_options_of;  // by version
  std::vector<std::string> values_schemes = {"https", "http"};       // of value files by URL
  bool renders_helm = true, renders_kustomize = true, renders_jsonnet = true;

  // What is deployed of it, and how objects are marked.
  std::vector<ResourceClass> excluded, included;
  Tracking tracking = Tracking::Annotation;
  std::string instance_label = "app.kubernetes.io/instance";
  std::string installation;  // its id; empty: none
  bool has_own_cluster = true;

  // How it is compared.
  std::vector<IgnoreRule> ignored;
  bool ignores_status = true, ignores_definitions_status = true;
  bool ignores_aggregated_roles = false;
  std::vector<std::string> masked_annotations;  // of Secrets

  // Definitions.
  std::string global_projects;  // YAML
  bool new_git_file_globbing = false;
  std::vector<std::string> application_namespaces;  // patterns; beside Argo CD's own

  /// The flags of `kustomize build` for a version that a source names, or none.
  const std::string& options_of(std::string_view version) const;
  /// Whether Argo CD leaves such objects alone.
  bool leaves_out(std::string_view group, std::string_view kind, std::string_view server) const;
  /// All that changes what rendering gives, as one text.
  std::string render_key() const;
};

/// Reads the `data` of argocd-cm into settings. A value that cannot be read is a problem, rule
/// `argocd-settings`, at its line.
void read_server_settings(const Node& data, Sources& sources, ServerSettings& into,
                          std::vector<Diagnostic>& problems);
/// The same for argocd-cmd-params-cm.
void read_server_parameters(const Node& data, ServerSettings& into);

/// Settings out of files that the user named: ConfigMaps of these names in them; nothing of the
/// rest. Throws Error, rule `argocd-settings`, when none has one.
ServerSettings read_given_settings(std::span<const SourceFile* const> files, Sources& sources,
                                   std::vector<Diagnostic>& problems);

}  // namespace drydock::projects::argocd
