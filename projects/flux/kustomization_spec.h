#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/error.h"
#include "core/yaml/node.h"
#include "overlays/configs.h"
#include "overlays/decoder.h"

namespace drydock::projects::flux {

using overlays::Text;
using overlays::TextMap;

inline constexpr std::string_view kKustomizeGroup = "kustomize.toolkit.fluxcd.io";

/// The metadata of a definition, as far as it matters.
struct ObjectMeta {
  Text name;
  Text namespace_name;
  TextMap labels;
  TextMap annotations;
};

/// `sourceRef`, `chartRef`.
struct SourceReference {
  Text api_version;
  Text kind;
  Text name;
  Text namespace_name;  // empty: that of the definition
  const Node* node = nullptr;

  bool empty() const { return name.empty(); }
};

struct CommonMetadata {
  TextMap labels;
  TextMap annotations;
};

struct Dependency {
  Text name;
  Text namespace_name;  // empty: that of the definition
  const Node* node = nullptr;
};

/// An entry of `substituteFrom`.
struct SubstituteReference {
  Text kind;
  Text name;
  bool optional = false;
  const Node* node = nullptr;
};

struct PostBuild {
  Text strategy;
  TextMap substitute;
  std::vector<SubstituteReference> from;
  const Node* node = nullptr;

  /// Whether resources are substituted even without variables.
  bool always() const { return strategy.value == "Always"; }
};

/// An entry of `patches`: Flux knows no files and options there.
struct InlinePatch {
  Text patch;
  std::optional<overlays::Selector> target;
  const Node* node = nullptr;
};

struct SecretReference {
  Text name;
};

struct KubeConfig {
  std::optional<SecretReference> secret;
  std::optional<SecretReference> config_map;
};

struct KustomizationSpec {
  Text path;
  SourceReference source;
  Text target_namespace;
  Text name_prefix;
  Text name_suffix;
  std::vector<InlinePatch> patches;
  std::vector<overlays::Image> images;
  std::vector<Text> components;
  std::vector<Text> build_metadata;
  bool ignore_missing_components = false;
  std::optional<CommonMetadata> common_metadata;
  std::optional<PostBuild> post_build;
  std::vector<Dependency> depends_on;
  std::optional<KubeConfig> kube_config;
  bool suspend = false;
  bool prune = false;
  bool force = false;
  bool wait = false;
  Text service_account;
};

/// A Kustomization of Flux. Texts live in the arena it was read with, or where the nodes do.
struct Kustomization {
  Text api_version;
  Text kind;
  ObjectMeta metadata;
  KustomizationSpec spec;
  const Node* node = nullptr;

  std::string_view name() const { return metadata.name; }
  std::string_view namespace_name() const { return metadata.namespace_name; }
};

/// Reads one as encoding/json fills Flux's own type: unknown fields are passed over, a field of a
/// wrong type throws Error with rule `flux-definition`. `dialect` is that of whoever read the
/// nodes.
Kustomization read_kustomization(const Node& object, YamlDialect dialect, Arena& arena);

/// Whether a group and kind are those of a Kustomization, whatever the version.
bool is_kustomization(std::string_view api_version, std::string_view kind);

/// As kustomize has the entries of `patches`.
std::vector<overlays::PatchConfig> as_patches(std::span<const InlinePatch> patches);

// For other definitions: the parts that they share, and how they are read.

std::span<const overlays::FieldRow<ObjectMeta>> fields_of(const ObjectMeta*);
std::span<const overlays::FieldRow<SourceReference>> fields_of(const SourceReference*);
std::span<const overlays::FieldRow<CommonMetadata>> fields_of(const CommonMetadata*);
std::span<const overlays::FieldRow<Dependency>> fields_of(const Dependency*);
std::span<const overlays::FieldRow<InlinePatch>> fields_of(const InlinePatch*);
std::span<const overlays::FieldRow<SecretReference>> fields_of(const SecretReference*);
std::span<const overlays::FieldRow<KubeConfig>> fields_of(const KubeConfig*);
std::span<const overlays::FieldRow<SubstituteReference>> fields_of(const SubstituteReference*);
std::span<const overlays::FieldRow<PostBuild>> fields_of(const PostBuild*);
std::span<const overlays::FieldRow<KustomizationSpec>> fields_of(const KustomizationSpec*);
std::span<const overlays::FieldRow<Kustomization>> fields_of(const Kustomization*);

/// A row for a field that must be a duration as Go reads them.
void read_duration(overlays::Decoder& decoder, std::string_view field, const Node& value);

/// Fills a definition from its object. Throws Error with rule `flux-definition`.
template <class T>
void read_definition(const Node& object, YamlDialect dialect, Arena& arena, std::string_view what,
                     T& target) {
  auto mode = dialect == YamlDialect::Sigs ? overlays::Decoder::Mode::Lenient
                                           : overlays::Decoder::Mode::Plugin;
  overlays::Decoder decoder(arena, mode, what);
  try {
    decoder.read_object("", object, target);
  } catch (Error& error) {
    error.diagnostic().rule = "flux-definition";
    throw;
  }
}

}  // namespace drydock::projects::flux
