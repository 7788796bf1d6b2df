#pragma once

#include <span>
#include <string_view>

#include "core/value.h"

namespace drydock::render {

/// The objects that templates find at their top besides the values, with the Go types they have in
/// Helm 3 or 4. All text must outlive the arena, or live in it.

/// `.Chart`, from what Chart.yaml holds. Entries of the wrong type count as absent.
Value make_chart_object(Arena& arena, const ValueMap& chart_yaml, bool is_root, int helm_version);

struct CapabilityFacts {
  std::string_view kube_version;        // "v1.31.5-gke.1000" in Helm 4, where it keeps its suffix
  std::string_view normalized_version;  // "v1.31.5"
  std::string_view major;
  std::string_view minor;
  std::span<const std::string_view> api_versions;
  std::string_view helm_version;  // "v3.22"
  std::string_view helm_git_commit;
  std::string_view helm_git_tree_state;
  std::string_view go_version;
  std::string_view kube_client_version;  // of Helm 4
};

/// `.Capabilities`
Value make_capabilities(Arena& arena, const CapabilityFacts& facts, int helm_version);

}  // namespace drydock::render
