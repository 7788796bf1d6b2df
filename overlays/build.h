#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"
#include "core/resource.h"
#include "core/source_cache.h"
#include "overlays/charts.h"
#include "overlays/parsed_files.h"
#include "overlays/remote.h"

namespace drydock::overlays {

struct Kustomization;

enum class Reorder : uint8_t { Unspecified, Legacy, None };

/// How to build a kustomization: the flags of `kustomize build`, and what the caller lends.
struct BuildOptions {
  bool restrict_files = true;  // to the folders of the kustomizations that name them
  Reorder reorder = Reorder::Unspecified;
  bool add_managed_by_label = false;
  bool enable_charts = false;
  std::string chart_kube_version;
  std::vector<std::string> chart_api_versions;
  bool chart_debug = false;
  RemoteSources* remote = nullptr;
  ChartInflater* charts = nullptr;
  /// To share with other builds of the run; must outlive what they give.
  ParsedFiles* parsed_files = nullptr;
  /// When given, changes what the file of the folder that the build begins with says, in memory.
  /// The file may then have unknown fields, and may be missing: `file` is null.
  std::function<void(Kustomization&)> rewrite_root;
};

/// Builds the kustomization of a folder (within the tree of `files`, or a reference to a remote
/// repository) and adds its objects to `out`, in the order of the output. Their nodes are complete:
/// printing them with `append_yaml` gives the bytes of `kustomize build`. Every node knows the line
/// that last set it. Warnings of deprecated fields and the like go to `warnings`. Throws Error.
void build(SourceCache& files, std::string_view folder, const BuildOptions& options,
           ResourceSet& out, std::vector<Diagnostic>& warnings);

}  // namespace drydock::overlays
