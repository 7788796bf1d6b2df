#pragma once

#include <string_view>

#include "core/diagnostic.h"

namespace drydock::projects {

/// Whether some document of the text looks like a Kubernetes object: `apiVersion` and `kind` as
/// keys of its outermost mapping, block or flow, YAML or JSON. A quick look at the bytes; only
/// reading can confirm it. Settings of tools (see `is_tool_config`) do not count.
bool looks_like_manifest(std::string_view text);

/// Whether an apiVersion and kind belong to a file that some program reads and no cluster takes:
/// kustomization files, Skaffold, kind, kubeconfig, Backstage, policy tests...
bool is_tool_config(std::string_view api_version, std::string_view kind);

/// Whether a text names an API group of Argo CD or Flux: it may hold definitions of projects.
bool names_controllers(std::string_view text);

/// Whether a text stands in for a file that Git LFS keeps elsewhere.
bool is_lfs_pointer(std::string_view text);
/// The warning that says so.
Diagnostic lfs_problem(SourcePos where);

/// Whether this is a name of a file that may hold manifests: .yaml, .yml or .json.
bool has_manifest_extension(std::string_view name);

/// kustomization.yaml, kustomization.yml or Kustomization.
bool is_kustomization_file(std::string_view name);

}  // namespace drydock::projects
