#pragma once

#include <span>

#include "overlays/charts.h"
#include "overlays/decoder.h"
#include "overlays/kustomization.h"
#include "overlays/transformer_config.h"

namespace drydock::overlays {

// The fields that each kind of entry may have: tables, for `Decoder`.

std::span<const FieldRow<FieldSpec>> fields_of(const FieldSpec*);
std::span<const FieldRow<Selector>> fields_of(const Selector*);
std::span<const FieldRow<NameBackReferences>> fields_of(const NameBackReferences*);
std::span<const FieldRow<TransformerConfig>> fields_of(const TransformerConfig*);
std::span<const FieldRow<Image>> fields_of(const Image*);
std::span<const FieldRow<Replica>> fields_of(const Replica*);
std::span<const FieldRow<PatchConfig>> fields_of(const PatchConfig*);
std::span<const FieldRow<FieldOptions>> fields_of(const FieldOptions*);
std::span<const FieldRow<ReplacementSource>> fields_of(const ReplacementSource*);
std::span<const FieldRow<ReplacementTarget>> fields_of(const ReplacementTarget*);
std::span<const FieldRow<Replacement>> fields_of(const Replacement*);
std::span<const FieldRow<ValueAddTarget>> fields_of(const ValueAddTarget*);
std::span<const FieldRow<GeneratorOptions>> fields_of(const GeneratorOptions*);
std::span<const FieldRow<GeneratorConfig>> fields_of(const GeneratorConfig*);
std::span<const FieldRow<Label>> fields_of(const Label*);
std::span<const FieldRow<VarTarget>> fields_of(const VarTarget*);
std::span<const FieldRow<VarField>> fields_of(const VarField*);
std::span<const FieldRow<Var>> fields_of(const Var*);
std::span<const FieldRow<LegacySortOptions>> fields_of(const LegacySortOptions*);
std::span<const FieldRow<SortOptions>> fields_of(const SortOptions*);
std::span<const FieldRow<HelmGlobals>> fields_of(const HelmGlobals*);
std::span<const FieldRow<ChartConfig>> fields_of(const ChartConfig*);
std::span<const FieldRow<OldChartConfig>> fields_of(const OldChartConfig*);
std::span<const FieldRow<KustomizationMetadata>> fields_of(const KustomizationMetadata*);
std::span<const FieldRow<Kustomization>> fields_of(const Kustomization*);

// Plugin configurations, which are objects.
std::span<const FieldRow<ChartConfig>> chart_plugin_fields();
std::span<const FieldRow<GeneratorConfig>> generator_plugin_fields();
std::span<const FieldRow<SortOptions>> sort_plugin_fields();
std::span<const FieldRow<NameAffixConfig>> prefix_fields();
std::span<const FieldRow<NameAffixConfig>> suffix_fields();
std::span<const FieldRow<NamespaceConfig>> fields_of(const NamespaceConfig*);
std::span<const FieldRow<LabelConfig>> fields_of(const LabelConfig*);
std::span<const FieldRow<AnnotationConfig>> fields_of(const AnnotationConfig*);
std::span<const FieldRow<ImageConfig>> fields_of(const ImageConfig*);
std::span<const FieldRow<ReplicaConfig>> fields_of(const ReplicaConfig*);
std::span<const FieldRow<StrategicPatchConfig>> fields_of(const StrategicPatchConfig*);
std::span<const FieldRow<JsonPatchConfig>> fields_of(const JsonPatchConfig*);
std::span<const FieldRow<ReplacementConfig>> fields_of(const ReplacementConfig*);
std::span<const FieldRow<ValueAddConfig>> fields_of(const ValueAddConfig*);
std::span<const FieldRow<IamPolicyConfig>> fields_of(const IamPolicyConfig*);

}  // namespace drydock::overlays
