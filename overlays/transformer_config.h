#pragma once

#include <vector>

#include "overlays/configs.h"

namespace drydock::overlays {

/// Objects of `gvk` are named at these places of other objects.
struct NameBackReferences {
  Gvk gvk;
  FieldSpecs referrers;
};

/// Where transforms find their fields: kustomize's own tables, and what `configurations` and `crds`
/// add to them.
struct TransformerConfig {
  FieldSpecs name_prefix;
  FieldSpecs name_suffix;
  FieldSpecs namespace_name;
  FieldSpecs common_labels;
  FieldSpecs labels;
  FieldSpecs template_labels;
  FieldSpecs volume_claim_template_labels;
  FieldSpecs common_annotations;
  std::vector<NameBackReferences> name_reference;
  FieldSpecs var_reference;
  FieldSpecs images;
  FieldSpecs replicas;
};

/// Adds one; nothing when an equal one is there. Throws Error when that one differs in `create`.
void merge_field_spec(FieldSpecs& into, const FieldSpec& spec);
/// Adds all of `other`, then sorts every list as kustomize does.
void merge_transformer_config(TransformerConfig& into, const TransformerConfig& other);
/// Sorts every list by kind: what others depend on comes first.
void sort_transformer_config(TransformerConfig& config);

/// kustomize's own tables; merged into nothing, where a spec for all kinds is left out when one for
/// some kind has its path and stands before it, they stay what they are. In
/// overlays/field_spec_tables.cc.
const TransformerConfig& default_transformer_config();

}  // namespace drydock::overlays
