#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/diagnostic.h"
#include "core/source.h"
#include "core/yaml/node.h"

namespace drydock {

enum class Renderer { Auto, Plain, Kustomize, Helm, ArgoCd, Flux };

/// "auto", "plain", "kustomize", "helm", "argocd" or "flux".
std::string_view renderer_name(Renderer renderer);
/// The other way round; nothing for another word.
std::optional<Renderer> renderer_named(std::string_view name);

struct HelmSettings {
  int version = 4;
  std::string release_name;
  std::vector<std::string> values;  // files, relative to the project's path
  std::vector<std::pair<std::string, std::string>> set;
  bool include_crds = true;
  std::vector<std::string> api_versions;

  bool operator==(const HelmSettings&) const = default;
};

/// A unit of ownership that renders. Plain data, filled by drydock.yaml or by discovery.
struct Project {
  std::string name;  // unique
  std::string path;  // folder or file, relative to the root; "" is the root
  std::string cluster = "default";
  std::string namespace_name = "default";  // for objects that name none
  std::string owner;
  Renderer renderer = Renderer::Auto;
  HelmSettings helm;
  bool recursive = true;              // plain: with the folders below
  std::vector<std::string> excluded;  // plain: folders and files below `path` that belong to others
  std::vector<std::pair<std::string, Severity>> severities;  // by rule, over those of the settings
  std::vector<std::pair<std::string, const Node*>> parameters;  // of policies, by id
  std::string why;                 // what made discovery think so, one phrase
  std::string cluster_from;        // what discovery guessed the cluster from; empty: no guess
  bool namespace_guessed = false;  // nobody says which namespace is the default one
  SourcePos defined_at;            // its entry in drydock.yaml; no file when discovered
  // Of Argo CD and Flux: the object that defines it, as it is rendered. Lives as long as what the
  // project that holds it rendered, or as the controller that made it.
  const Node* definition = nullptr;
  std::string definition_key;  // all that what it renders depends on, beside files
  std::string definition_id;   // such as "Application.argoproj.io/argocd/shop"
  std::string defined_by;      // the name of the project that holds the definition
};

}  // namespace drydock
