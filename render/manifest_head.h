#pragma once

#include <optional>
#include <string_view>

#include "core/arena.h"
#include "core/source.h"

namespace drydock::render {

/// What Helm reads of a document.
struct ManifestHead {
  std::string_view api_version;
  std::string_view kind;
  std::string_view name;
  std::optional<std::string_view> hook;  // the annotation helm.sh/hook
};

/// Reads the head of a document, and judges the whole of it as Go's YAML does. Texts are in the
/// document or in `arena`. Throws Error, rule `manifest-invalid`, with the text of sigs.k8s.io/yaml
/// ("error converting YAML to JSON: …"), at a place in `document`, whose first line is 1; no file.
ManifestHead read_manifest_head(std::string_view document, Arena& arena, int helm_version);

}  // namespace drydock::render
