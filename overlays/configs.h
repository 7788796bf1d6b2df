#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/source.h"
#include "core/yaml/node.h"
#include "overlays/object_id.h"

namespace drydock::overlays {

// What the entries of kustomizations and of plugin configurations say, as plain data. Texts belong
// to the build; members that were not given are empty.

/// A text and where it stands.
struct Text {
  std::string_view value;
  const Node* node = nullptr;  // null: a default

  operator std::string_view() const { return value; }
  bool empty() const { return value.empty(); }
  SourcePos where() const { return node ? node->where() : SourcePos(); }
};

struct TextPair {
  Text key;
  Text value;
};

/// A map of texts, in the order of the file; a key stands there once.
using TextMap = std::vector<TextPair>;

/// A place in objects of some kinds: "spec/template/spec/containers[]/image".
struct FieldSpec {
  Gvk gvk;  // empty parts match anything
  std::string_view path;
  bool create = false;
};
using FieldSpecs = std::vector<FieldSpec>;

struct Selector {
  Text group;
  Text version;
  Text kind;
  Text name;
  Text namespace_name;
  Text annotation_selector;
  Text label_selector;
  const Node* node = nullptr;
};

/// PrefixTransformer and SuffixTransformer.
struct NameAffixConfig {
  Text affix;
  FieldSpecs field_specs;
};

/// NamespaceTransformer.
struct NamespaceConfig {
  Text namespace_name;
  FieldSpecs field_specs;
  bool unset_only = false;
  Text set_role_binding_subjects;  // "", defaultOnly, allServiceAccounts or none
};

/// LabelTransformer.
struct LabelConfig {
  TextMap labels;
  FieldSpecs field_specs;
};

/// AnnotationsTransformer.
struct AnnotationConfig {
  TextMap annotations;
  FieldSpecs field_specs;
};

struct Image {
  Text name;
  Text new_name;
  Text new_tag;
  Text tag_suffix;
  Text digest;
  const Node* node = nullptr;
};

/// ImageTagTransformer.
struct ImageConfig {
  Image image;
  FieldSpecs field_specs;
};

struct Replica {
  Text name;
  int64_t count = 0;
  const Node* node = nullptr;
  const Node* count_node = nullptr;
};

/// ReplicaCountTransformer.
struct ReplicaConfig {
  Replica replica;
  FieldSpecs field_specs;
};

/// An entry of `patches`, and PatchTransformer.
struct PatchConfig {
  Text path;
  Text patch;
  std::optional<Selector> target;
  bool has_options = false;
  bool allow_name_change = false;
  bool allow_kind_change = false;
  const Node* node = nullptr;
};

/// PatchStrategicMergeTransformer; `patchesStrategicMerge` is its `paths`.
struct StrategicPatchConfig {
  std::vector<Text> paths;  // each a file or the patch itself
  Text patches;
  const Node* node = nullptr;
};

/// PatchJson6902Transformer; an entry of `patchesJson6902` is that with `patch` as its `json_op`.
struct JsonPatchConfig {
  std::optional<Selector> target;
  Text path;
  Text json_op;
  const Node* node = nullptr;
};

struct FieldOptions {
  Text delimiter;
  int64_t index = 0;
  Text encoding;
  bool create = false;
};

struct ReplacementSource {
  Text group;
  Text version;
  Text kind;
  Text name;
  Text namespace_name;
  Text field_path;
  std::optional<FieldOptions> options;
  const Node* node = nullptr;
};

struct ReplacementTarget {
  std::optional<Selector> select;
  std::vector<Selector> reject;
  std::vector<Text> field_paths;
  std::optional<FieldOptions> options;
  const Node* node = nullptr;
};

struct Replacement {
  Text path;  // a file with replacements, instead of all else
  std::optional<ReplacementSource> source;
  std::vector<ReplacementTarget> targets;
  std::optional<Text> source_value;
  const Node* node = nullptr;
};

/// ReplacementTransformer.
struct ReplacementConfig {
  std::vector<Replacement> replacements;
  const Node* node = nullptr;
};

struct ValueAddTarget {
  std::optional<Selector> selector;
  Text field_path;
  int64_t file_path_position = 0;
  const Node* node = nullptr;
};

/// ValueAddTransformer.
struct ValueAddConfig {
  Text value;
  std::vector<ValueAddTarget> targets;
  Text target_file_path;
  const Node* node = nullptr;
};

/// IAMPolicyGenerator.
struct IamPolicyConfig {
  Text cloud;
  Text service_name;
  Text service_namespace;
  Text account_name;
  Text project_id;
};

}  // namespace drydock::overlays
