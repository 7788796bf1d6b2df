#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/arena.h"
#include "core/source.h"
#include "overlays/charts.h"
#include "overlays/configs.h"

namespace drydock::overlays {

struct GeneratorOptions {
  TextMap labels;
  TextMap annotations;
  bool disable_name_suffix_hash = false;
  bool immutable = false;
  const Node* node = nullptr;
};

/// An entry of `configMapGenerator` or `secretGenerator`, and the plugins ConfigMapGenerator and
/// SecretGenerator.
struct GeneratorConfig {
  Text name;
  Text namespace_name;
  Text behavior;
  std::vector<Text> literals;
  std::vector<Text> files;
  std::vector<Text> envs;
  Text env;
  std::optional<GeneratorOptions> options;
  Text type;  // of a Secret
  const Node* node = nullptr;
};

/// An entry of `labels`.
struct Label {
  TextMap pairs;
  bool include_selectors = false;
  bool include_templates = false;
  bool include_volume_claim_templates = false;
  FieldSpecs field_specs;
  const Node* node = nullptr;
};

struct VarTarget {
  Text api_version;
  Text group;
  Text version;
  Text kind;
  Text name;
  Text namespace_name;
  const Node* node = nullptr;
};

struct VarField {
  Text field_path;
};

struct Var {
  Text name;
  VarTarget target;
  VarField field;
  const Node* node = nullptr;

  Gvk gvk() const;
  /// "metadata.name" when none is given.
  std::string_view field_path() const;
};

struct LegacySortOptions {
  std::vector<Text> order_first;
  std::vector<Text> order_last;
};

struct SortOptions {
  Text order;
  std::optional<LegacySortOptions> legacy;
  const Node* node = nullptr;
};

struct HelmGlobals {
  Text chart_home;
  Text config_home;
};

/// The deprecated `helmChartInflationGenerator`.
struct OldChartConfig {
  Text chart_name;
  Text chart_version;
  Text chart_repo_url;
  Text chart_home;
  Text chart_repo_name;
  Text helm_bin;
  Text helm_home;
  Text values;
  const Node* values_local = nullptr;
  Text values_merge;
  Text release_name;
  Text release_namespace;
  std::vector<Text> extra_args;
  const Node* node = nullptr;
};

struct KustomizationMetadata {
  Text name;
  Text namespace_name;
  TextMap labels;
  TextMap annotations;
};

/// A kustomization or component as its file says, with the deprecated fields folded into the new
/// ones where kustomize does so. Texts point into the file or the arena.
struct Kustomization {
  const SourceFile* file = nullptr;  // null: there is none
  Text api_version;
  Text kind;
  KustomizationMetadata metadata;
  TextMap openapi;
  Text name_prefix;
  Text name_suffix;
  Text namespace_name;
  TextMap common_labels;
  std::vector<Label> labels;
  TextMap common_annotations;
  std::vector<Text> patches_strategic_merge;
  std::vector<PatchConfig> patches_json6902;
  std::vector<PatchConfig> patches;
  std::vector<Image> images;
  std::vector<Replacement> replacements;
  std::vector<Replica> replicas;
  std::vector<Var> vars;
  std::optional<SortOptions> sort_options;
  std::vector<Text> resources;
  std::vector<Text> components;
  std::vector<Text> crds;
  std::vector<GeneratorConfig> config_maps;
  std::vector<GeneratorConfig> secrets;
  std::optional<HelmGlobals> helm_globals;
  std::vector<ChartConfig> charts;
  std::optional<GeneratorOptions> generator_options;
  std::vector<Text> configurations;
  std::vector<Text> generators;
  std::vector<Text> transformers;
  std::vector<Text> validators;
  std::vector<Text> build_metadata;

  // Deprecated: emptied after reading, once they are folded into the fields above.
  std::vector<Text> bases;
  std::vector<Image> image_tags;
  std::vector<OldChartConfig> old_charts;

  const Node* node = nullptr;

  bool is_component() const { return kind.value == "Component"; }
  /// Whether `buildMetadata` asks for this.
  bool wants(std::string_view metadata_option) const;
};

/// Reads a kustomization's file. Throws Error, with rule `kustomization` or those of YAML. A
/// warning for each deprecated field is added to `warnings`, in kustomize's order and words.
Kustomization read_kustomization(const SourceFile& file, Arena& arena,
                                 std::vector<Diagnostic>& warnings);

/// The same, when another program has rewritten the file before: unknown fields are passed over and
/// `rewrite` changes what was read. There may be no file.
Kustomization read_rewritten_kustomization(const SourceFile* file, Arena& arena,
                                           std::vector<Diagnostic>& warnings,
                                           const std::function<void(Kustomization&)>& rewrite);

/// Throws Error for a file with unknown fields or values of a wrong type. What is in the fields
/// does not matter, and the file may be empty: `kustomize edit` asks for no more.
void check_kustomization_fields(const SourceFile& file, Arena& arena);

}  // namespace drydock::overlays
