#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "core/diagnostic.h"
#include "core/resource.h"
#include "core/source_cache.h"
#include "overlays/build.h"
#include "projects/flux/ignore_patterns.h"
#include "projects/flux/kustomization_spec.h"
#include "projects/flux/mask_secret.h"
#include "projects/flux/value_objects.h"

namespace drydock::projects::flux {

/// How to build what a Kustomization of Flux names.
struct KustomizationBuild {
  SourceCache& files;
  std::string folder;  // of the tree: what `spec.path` stands for
  const Kustomization& definition;
  /// What the caller lends, `parsed_files` among it; how to load and sort is set here.
  overlays::BuildOptions options = {};
  bool filter = false;  // see GenerateInput
  std::vector<std::string> ignore_paths = {};
  const IgnorePatterns* left_out = nullptr;  // see GenerateInput
  std::string source_root = {};
  Masking masking = Masking::Values;
  /// Where `substituteFrom` finds its objects. Nothing: it is passed over.
  const ValueObjects* objects = nullptr;
  bool strict = false;                                  // variables without a default must be set
  std::set<std::string, std::less<>>* unset = nullptr;  // gets names that are read but not set
};

/// Adds to `out` the objects that Flux would apply, in the order of kustomize without a sort, with
/// Flux's own labels, and with placeholders for what SOPS has encrypted. `definition` must outlive
/// them. Throws Error; then nothing is added.
void build_kustomization(const KustomizationBuild& build, ResourceSet& out,
                         std::vector<Diagnostic>& warnings);

/// Sets labels and annotations of metadata, over those that are there. Where a value that is there
/// is no text, all of them go, as in the original.
void set_common_metadata(Node& object, const TextMap& labels, const TextMap& annotations,
                         Arena& arena);
/// The same for one label, as kustomize sets it.
void set_label(Node& object, std::string_view key, const Text& value, Arena& arena);

}  // namespace drydock::projects::flux
