#include "overlays/config_fields.h"

namespace drydock::overlays {
namespace {

struct PatchOptions {
  bool allow_name_change = false;
  bool allow_kind_change = false;
};

struct KubernetesService {
  Text name;
  Text namespace_name;
};

struct CloudAccount {
  Text name;
  Text project_id;
};

// clang-format off
constexpr FieldRow<KubernetesService> kKubernetesService[] = {
    {"name", read_member<&KubernetesService::name>},
    {"namespace", read_member<&KubernetesService::namespace_name>},
};

std::span<const FieldRow<KubernetesService>> fields_of(const KubernetesService*) { return kKubernetesService; }

constexpr FieldRow<CloudAccount> kCloudAccount[] = {
    {"name", read_member<&CloudAccount::name>},
    {"projectId", read_member<&CloudAccount::project_id>},
};

std::span<const FieldRow<CloudAccount>> fields_of(const CloudAccount*) { return kCloudAccount; }

constexpr FieldRow<PatchOptions> kPatchOptions[] = {
    {"allowNameChange", read_member<&PatchOptions::allow_name_change>},
    {"allowKindChange", read_member<&PatchOptions::allow_kind_change>},
};

std::span<const FieldRow<PatchOptions>> fields_of(const PatchOptions*) { return kPatchOptions; }

constexpr FieldRow<FieldSpec> kFieldSpec[] = {
    {"group", [](Decoder& d, std::string_view f, const Node& n, FieldSpec& t) { d.read(f, n, t.gvk.group); }},
    {"version", [](Decoder& d, std::string_view f, const Node& n, FieldSpec& t) { d.read(f, n, t.gvk.version); }},
    {"kind", [](Decoder& d, std::string_view f, const Node& n, FieldSpec& t) { d.read(f, n, t.gvk.kind); }},
    {"path", read_member<&FieldSpec::path>},
    {"create", read_member<&FieldSpec::create>},
};

constexpr FieldRow<Selector> kSelector[] = {
    {"group", read_member<&Selector::group>},
    {"version", read_member<&Selector::version>},
    {"kind", read_member<&Selector::kind>},
    {"name", read_member<&Selector::name>},
    {"namespace", read_member<&Selector::namespace_name>},
    {"annotationSelector", read_member<&Selector::annotation_selector>},
    {"labelSelector", read_member<&Selector::label_selector>},
};

constexpr FieldRow<NameBackReferences> kNameBackReferences[] = {
    {"group", [](Decoder& d, std::string_view f, const Node& n, NameBackReferences& t) { d.read(f, n, t.gvk.group); }},
    {"version", [](Decoder& d, std::string_view f, const Node& n, NameBackReferences& t) { d.read(f, n, t.gvk.version); }},
    {"kind", [](Decoder& d, std::string_view f, const Node& n, NameBackReferences& t) { d.read(f, n, t.gvk.kind); }},
    {"fieldSpecs", read_member<&NameBackReferences::referrers>},
};

constexpr FieldRow<TransformerConfig> kTransformerConfig[] = {
    {"namePrefix", read_member<&TransformerConfig::name_prefix>},
    {"nameSuffix", read_member<&TransformerConfig::name_suffix>},
    {"namespace", read_member<&TransformerConfig::namespace_name>},
    {"commonLabels", read_member<&TransformerConfig::common_labels>},
    {"labels", read_member<&TransformerConfig::labels>},
    {"templateLabels", read_member<&TransformerConfig::template_labels>},
    {"volumeClaimTemplateLabels", read_member<&TransformerConfig::volume_claim_template_labels>},
    {"commonAnnotations", read_member<&TransformerConfig::common_annotations>},
    {"nameReference", read_member<&TransformerConfig::name_reference>},
    {"varReference", read_member<&TransformerConfig::var_reference>},
    {"images", read_member<&TransformerConfig::images>},
    {"replicas", read_member<&TransformerConfig::replicas>},
};

constexpr FieldRow<Image> kImage[] = {
    {"name", read_member<&Image::name>},
    {"newName", read_member<&Image::new_name>},
    {"tagSuffix", read_member<&Image::tag_suffix>},
    {"newTag", read_member<&Image::new_tag>},
    {"digest", read_member<&Image::digest>},
};

constexpr FieldRow<Replica> kReplica[] = {
    {"name", read_member<&Replica::name>},
    {"count", [](Decoder& d, std::string_view f, const Node& n, Replica& t) {
       d.read(f, n, t.count);
       t.count_node = &n;
     }},
};

constexpr FieldRow<PatchConfig> kPatchConfig[] = {
    {"path", read_member<&PatchConfig::path>},
    {"patch", read_member<&PatchConfig::patch>},
    {"target", read_member<&PatchConfig::target>},
    {"options", [](Decoder& d, std::string_view f, const Node& n, PatchConfig& t) {
       t.has_options = true;
       PatchOptions options;
       d.read(f, n, options);
       t.allow_name_change = options.allow_name_change;
       t.allow_kind_change = options.allow_kind_change;
     }},
};

constexpr FieldRow<FieldOptions> kFieldOptions[] = {
    {"delimiter", read_member<&FieldOptions::delimiter>},
    {"index", read_member<&FieldOptions::index>},
    {"encoding", read_member<&FieldOptions::encoding>},
    {"create", read_member<&FieldOptions::create>},
};

constexpr FieldRow<ReplacementSource> kReplacementSource[] = {
    {"group", read_member<&ReplacementSource::group>},
    {"version", read_member<&ReplacementSource::version>},
    {"kind", read_member<&ReplacementSource::kind>},
    {"name", read_member<&ReplacementSource::name>},
    {"namespace", read_member<&ReplacementSource::namespace_name>},
    {"fieldPath", read_member<&ReplacementSource::field_path>},
    {"options", read_member<&ReplacementSource::options>},
};

constexpr FieldRow<ReplacementTarget> kReplacementTarget[] = {
    {"select", read_member<&ReplacementTarget::select>},
    {"reject", read_member<&ReplacementTarget::reject>},
    {"fieldPaths", read_member<&ReplacementTarget::field_paths>},
    {"options", read_member<&ReplacementTarget::options>},
};

constexpr FieldRow<Replacement> kReplacement[] = {
    {"path", read_member<&Replacement::path>},
    {"source", read_member<&Replacement::source>},
    {"targets", read_member<&Replacement::targets>},
    {"sourceValue", read_member<&Replacement::source_value>},
};

constexpr FieldRow<ValueAddTarget> kValueAddTarget[] = {
    {"selector", read_member<&ValueAddTarget::selector>},
    {"fieldPath", read_member<&ValueAddTarget::field_path>},
    {"filePathPosition", read_member<&ValueAddTarget::file_path_position>},
};

constexpr FieldRow<GeneratorOptions> kGeneratorOptions[] = {
    {"labels", read_member<&GeneratorOptions::labels>},
    {"annotations", read_member<&GeneratorOptions::annotations>},
    {"disableNameSuffixHash", read_member<&GeneratorOptions::disable_name_suffix_hash>},
    {"immutable", read_member<&GeneratorOptions::immutable>},
};

constexpr FieldRow<GeneratorConfig> kGeneratorConfig[] = {
    {"name", read_member<&GeneratorConfig::name>},
    {"namespace", read_member<&GeneratorConfig::namespace_name>},
    {"behavior", read_member<&GeneratorConfig::behavior>},
    {"literals", read_member<&GeneratorConfig::literals>},
    {"files", read_member<&GeneratorConfig::files>},
    {"envs", read_member<&GeneratorConfig::envs>},
    {"env", read_member<&GeneratorConfig::env>},
    {"options", read_member<&GeneratorConfig::options>},
    {"type", read_member<&GeneratorConfig::type>},
};

constexpr FieldRow<GeneratorConfig> kGeneratorPlugin[] = {
    {"name", read_member<&GeneratorConfig::name>},
    {"namespace", read_member<&GeneratorConfig::namespace_name>},
    {"behavior", read_member<&GeneratorConfig::behavior>},
    {"literals", read_member<&GeneratorConfig::literals>},
    {"files", read_member<&GeneratorConfig::files>},
    {"envs", read_member<&GeneratorConfig::envs>},
    {"env", read_member<&GeneratorConfig::env>},
    {"options", read_member<&GeneratorConfig::options>},
    {"type", read_member<&GeneratorConfig::type>},
    {"metadata", [](Decoder& d, std::string_view f, const Node& n, GeneratorConfig& t) {
       KustomizationMetadata m;
       d.read(f, n, m);
       if (t.name.empty()) t.name = m.name;
       if (t.namespace_name.empty()) t.namespace_name = m.namespace_name;
     }},
};

constexpr FieldRow<Label> kLabel[] = {
    {"pairs", read_member<&Label::pairs>},
    {"includeSelectors", read_member<&Label::include_selectors>},
    {"includeTemplates", read_member<&Label::include_templates>},
    {"includeVolumeClaimTemplates", read_member<&Label::include_volume_claim_templates>},
    {"fields", read_member<&Label::field_specs>},
};

constexpr FieldRow<VarTarget> kVarTarget[] = {
    {"apiVersion", read_member<&VarTarget::api_version>},
    {"group", read_member<&VarTarget::group>},
    {"version", read_member<&VarTarget::version>},
    {"kind", read_member<&VarTarget::kind>},
    {"name", read_member<&VarTarget::name>},
    {"namespace", read_member<&VarTarget::namespace_name>},
};

constexpr FieldRow<VarField> kVarField[] = {
    {"fieldPath", read_member<&VarField::field_path>},
};

constexpr FieldRow<Var> kVar[] = {
    {"name", read_member<&Var::name>},
    {"objref", read_member<&Var::target>},
    {"fieldref", read_member<&Var::field>},
};

constexpr FieldRow<LegacySortOptions> kLegacySortOptions[] = {
    {"orderFirst", read_member<&LegacySortOptions::order_first>},
    {"orderLast", read_member<&LegacySortOptions::order_last>},
};

constexpr FieldRow<SortOptions> kSortOptions[] = {
    {"order", read_member<&SortOptions::order>},
    {"legacySortOptions", read_member<&SortOptions::legacy>},
};

constexpr FieldRow<SortOptions> kSortPlugin[] = {
    {"sortOptions", [](Decoder& d, std::string_view f, const Node& n, SortOptions& t) { d.read(f, n, t); }},
};

constexpr FieldRow<HelmGlobals> kHelmGlobals[] = {
    {"chartHome", read_member<&HelmGlobals::chart_home>},
    {"configHome", read_member<&HelmGlobals::config_home>},
};

constexpr FieldRow<ChartConfig> kChartConfig[] = {
    {"name", read_member<&ChartConfig::name>},
    {"version", read_member<&ChartConfig::version>},
    {"repo", read_member<&ChartConfig::repo>},
    {"releaseName", read_member<&ChartConfig::release_name>},
    {"namespace", read_member<&ChartConfig::namespace_name>},
    {"additionalValuesFiles", read_member<&ChartConfig::additional_values_files>},
    {"valuesFile", read_member<&ChartConfig::values_file>},
    {"valuesInline", read_member<&ChartConfig::values_inline>},
    {"valuesMerge", read_member<&ChartConfig::values_merge>},
    {"includeCRDs", read_member<&ChartConfig::include_crds>},
    {"skipHooks", read_member<&ChartConfig::skip_hooks>},
    {"apiVersions", read_member<&ChartConfig::api_versions>},
    {"kubeVersion", read_member<&ChartConfig::kube_version>},
    {"nameTemplate", read_member<&ChartConfig::name_template>},
    {"skipTests", read_member<&ChartConfig::skip_tests>},
    {"debug", read_member<&ChartConfig::debug>},
    {"devel", read_member<&ChartConfig::devel>},
};

constexpr FieldRow<ChartConfig> kChartPlugin[] = {
    {"name", read_member<&ChartConfig::name>},
    {"version", read_member<&ChartConfig::version>},
    {"repo", read_member<&ChartConfig::repo>},
    {"releaseName", read_member<&ChartConfig::release_name>},
    {"namespace", read_member<&ChartConfig::namespace_name>},
    {"additionalValuesFiles", read_member<&ChartConfig::additional_values_files>},
    {"valuesFile", read_member<&ChartConfig::values_file>},
    {"valuesInline", read_member<&ChartConfig::values_inline>},
    {"valuesMerge", read_member<&ChartConfig::values_merge>},
    {"includeCRDs", read_member<&ChartConfig::include_crds>},
    {"skipHooks", read_member<&ChartConfig::skip_hooks>},
    {"apiVersions", read_member<&ChartConfig::api_versions>},
    {"kubeVersion", read_member<&ChartConfig::kube_version>},
    {"nameTemplate", read_member<&ChartConfig::name_template>},
    {"skipTests", read_member<&ChartConfig::skip_tests>},
    {"debug", read_member<&ChartConfig::debug>},
    {"devel", read_member<&ChartConfig::devel>},
    {"chartHome", read_member<&ChartConfig::chart_home>},
    {"configHome", read_member<&ChartConfig::config_home>},
};

constexpr FieldRow<OldChartConfig> kOldChartConfig[] = {
    {"chartName", read_member<&OldChartConfig::chart_name>},
    {"chartVersion", read_member<&OldChartConfig::chart_version>},
    {"chartRepoUrl", read_member<&OldChartConfig::chart_repo_url>},
    {"chartHome", read_member<&OldChartConfig::chart_home>},
    {"chartRepoName", read_member<&OldChartConfig::chart_repo_name>},
    {"helmBin", read_member<&OldChartConfig::helm_bin>},
    {"helmHome", read_member<&OldChartConfig::helm_home>},
    {"values", read_member<&OldChartConfig::values>},
    {"valuesLocal", read_member<&OldChartConfig::values_local>},
    {"valuesMerge", read_member<&OldChartConfig::values_merge>},
    {"releaseName", read_member<&OldChartConfig::release_name>},
    {"releaseNamespace", read_member<&OldChartConfig::release_namespace>},
    {"extraArgs", read_member<&OldChartConfig::extra_args>},
};

constexpr FieldRow<KustomizationMetadata> kKustomizationMetadata[] = {
    {"name", read_member<&KustomizationMetadata::name>},
    {"namespace", read_member<&KustomizationMetadata::namespace_name>},
    {"labels", read_member<&KustomizationMetadata::labels>},
    {"annotations", read_member<&KustomizationMetadata::annotations>},
};

constexpr FieldRow<Kustomization> kKustomization[] = {
    {"apiVersion", read_member<&Kustomization::api_version>},
    {"kind", read_member<&Kustomization::kind>},
    {"metadata", read_member<&Kustomization::metadata>},
    {"openapi", read_member<&Kustomization::openapi>},
    {"namePrefix", read_member<&Kustomization::name_prefix>},
    {"nameSuffix", read_member<&Kustomization::name_suffix>},
    {"namespace", read_member<&Kustomization::namespace_name>},
    {"commonLabels", read_member<&Kustomization::common_labels>},
    {"labels", read_member<&Kustomization::labels>},
    {"commonAnnotations", read_member<&Kustomization::common_annotations>},
    {"patchesStrategicMerge", read_member<&Kustomization::patches_strategic_merge>},
    {"patchesJson6902", read_member<&Kustomization::patches_json6902>},
    {"patches", read_member<&Kustomization::patches>},
    {"images", read_member<&Kustomization::images>},
    {"imageTags", read_member<&Kustomization::image_tags>},
    {"replacements", read_member<&Kustomization::replacements>},
    {"replicas", read_member<&Kustomization::replicas>},
    {"vars", read_member<&Kustomization::vars>},
    {"sortOptions", read_member<&Kustomization::sort_options>},
    {"resources", read_member<&Kustomization::resources>},
    {"components", read_member<&Kustomization::components>},
    {"crds", read_member<&Kustomization::crds>},
    {"bases", read_member<&Kustomization::bases>},
    {"configMapGenerator", read_member<&Kustomization::config_maps>},
    {"secretGenerator", read_member<&Kustomization::secrets>},
    {"helmGlobals", read_member<&Kustomization::helm_globals>},
    {"helmCharts", read_member<&Kustomization::charts>},
    {"helmChartInflationGenerator", read_member<&Kustomization::old_charts>},
    {"generatorOptions", read_member<&Kustomization::generator_options>},
    {"configurations", read_member<&Kustomization::configurations>},
    {"generators", read_member<&Kustomization::generators>},
    {"transformers", read_member<&Kustomization::transformers>},
    {"validators", read_member<&Kustomization::validators>},
    {"buildMetadata", read_member<&Kustomization::build_metadata>},
};

constexpr FieldRow<NameAffixConfig> kPrefix[] = {
    {"prefix", read_member<&NameAffixConfig::affix>},
    {"fieldSpecs", read_member<&NameAffixConfig::field_specs>},
};

constexpr FieldRow<NameAffixConfig> kSuffix[] = {
    {"suffix", read_member<&NameAffixConfig::affix>},
    {"fieldSpecs", read_member<&NameAffixConfig::field_specs>},
};

constexpr FieldRow<NamespaceConfig> kNamespaceConfig[] = {
    {"metadata", [](Decoder& d, std::string_view f, const Node& n, NamespaceConfig& t) {
       KustomizationMetadata m;
       d.read(f, n, m);
       t.namespace_name = m.namespace_name;
     }},
    {"fieldSpecs", read_member<&NamespaceConfig::field_specs>},
    {"unsetOnly", read_member<&NamespaceConfig::unset_only>},
    {"setRoleBindingSubjects", read_member<&NamespaceConfig::set_role_binding_subjects>},
};

constexpr FieldRow<LabelConfig> kLabelConfig[] = {
    {"labels", read_member<&LabelConfig::labels>},
    {"fieldSpecs", read_member<&LabelConfig::field_specs>},
};

constexpr FieldRow<AnnotationConfig> kAnnotationConfig[] = {
    {"annotations", read_member<&AnnotationConfig::annotations>},
    {"fieldSpecs", read_member<&AnnotationConfig::field_specs>},
};

constexpr FieldRow<ImageConfig> kImageConfig[] = {
    {"imageTag", read_member<&ImageConfig::image>},
    {"fieldSpecs", read_member<&ImageConfig::field_specs>},
};

constexpr FieldRow<ReplicaConfig> kReplicaConfig[] = {
    {"replica", read_member<&ReplicaConfig::replica>},
    {"fieldSpecs", read_member<&ReplicaConfig::field_specs>},
};

constexpr FieldRow<StrategicPatchConfig> kStrategicPatchConfig[] = {
    {"paths", read_member<&StrategicPatchConfig::paths>},
    {"patches", read_member<&StrategicPatchConfig::patches>},
};

constexpr FieldRow<JsonPatchConfig> kJsonPatchConfig[] = {
    {"target", read_member<&JsonPatchConfig::target>},
    {"path", read_member<&JsonPatchConfig::path>},
    {"jsonOp", read_member<&JsonPatchConfig::json_op>},
};

constexpr FieldRow<ReplacementConfig> kReplacementConfig[] = {
    {"replacements", read_member<&ReplacementConfig::replacements>},
};

constexpr FieldRow<ValueAddConfig> kValueAddConfig[] = {
    {"value", read_member<&ValueAddConfig::value>},
    {"targets", read_member<&ValueAddConfig::targets>},
    {"targetFilePath", read_member<&ValueAddConfig::target_file_path>},
};

constexpr FieldRow<IamPolicyConfig> kIamPolicyConfig[] = {
    {"cloud", read_member<&IamPolicyConfig::cloud>},
    {"kubernetesService", [](Decoder& d, std::string_view f, const Node& n, IamPolicyConfig& t) {
       KubernetesService service;
       d.read(f, n, service);
       t.service_name = service.name;
       t.service_namespace = service.namespace_name;
     }},
    {"serviceAccount", [](Decoder& d, std::string_view f, const Node& n, IamPolicyConfig& t) {
       CloudAccount account;
       d.read(f, n, account);
       t.account_name = account.name;
       t.project_id = account.project_id;
     }},
};

// clang-format on

}  // namespace

std::span<const FieldRow<FieldSpec>> fields_of(const FieldSpec*) { return kFieldSpec; }
std::span<const FieldRow<Selector>> fields_of(const Selector*) { return kSelector; }
std::span<const FieldRow<NameBackReferences>> fields_of(const NameBackReferences*) {
  return kNameBackReferences;
}
std::span<const FieldRow<TransformerConfig>> fields_of(const TransformerConfig*) {
  return kTransformerConfig;
}
std::span<const FieldRow<Image>> fields_of(const Image*) { return kImage; }
std::span<const FieldRow<Replica>> fields_of(const Replica*) { return kReplica; }
std::span<const FieldRow<PatchConfig>> fields_of(const PatchConfig*) { return kPatchConfig; }
std::span<const FieldRow<FieldOptions>> fields_of(const FieldOptions*) { return kFieldOptions; }
std::span<const FieldRow<ReplacementSource>> fields_of(const ReplacementSource*) {
  return kReplacementSource;
}
std::span<const FieldRow<ReplacementTarget>> fields_of(const ReplacementTarget*) {
  return kReplacementTarget;
}
std::span<const FieldRow<Replacement>> fields_of(const Replacement*) { return kReplacement; }
std::span<const FieldRow<ValueAddTarget>> fields_of(const ValueAddTarget*) {
  return kValueAddTarget;
}
std::span<const FieldRow<GeneratorOptions>> fields_of(const GeneratorOptions*) {
  return kGeneratorOptions;
}
std::span<const FieldRow<GeneratorConfig>> fields_of(const GeneratorConfig*) {
  return kGeneratorConfig;
}
std::span<const FieldRow<GeneratorConfig>> generator_plugin_fields() { return kGeneratorPlugin; }
std::span<const FieldRow<Label>> fields_of(const Label*) { return kLabel; }
std::span<const FieldRow<VarTarget>> fields_of(const VarTarget*) { return kVarTarget; }
std::span<const FieldRow<VarField>> fields_of(const VarField*) { return kVarField; }
std::span<const FieldRow<Var>> fields_of(const Var*) { return kVar; }
std::span<const FieldRow<LegacySortOptions>> fields_of(const LegacySortOptions*) {
  return kLegacySortOptions;
}
std::span<const FieldRow<SortOptions>> fields_of(const SortOptions*) { return kSortOptions; }
std::span<const FieldRow<SortOptions>> sort_plugin_fields() { return kSortPlugin; }
std::span<const FieldRow<HelmGlobals>> fields_of(const HelmGlobals*) { return kHelmGlobals; }
std::span<const FieldRow<ChartConfig>> fields_of(const ChartConfig*) { return kChartConfig; }
std::span<const FieldRow<ChartConfig>> chart_plugin_fields() { return kChartPlugin; }
std::span<const FieldRow<OldChartConfig>> fields_of(const OldChartConfig*) {
  return kOldChartConfig;
}
std::span<const FieldRow<KustomizationMetadata>> fields_of(const KustomizationMetadata*) {
  return kKustomizationMetadata;
}
std::span<const FieldRow<Kustomization>> fields_of(const Kustomization*) { return kKustomization; }
std::span<const FieldRow<NameAffixConfig>> prefix_fields() { return kPrefix; }
std::span<const FieldRow<NameAffixConfig>> suffix_fields() { return kSuffix; }
std::span<const FieldRow<NamespaceConfig>> fields_of(const NamespaceConfig*) {
  return kNamespaceConfig;
}
std::span<const FieldRow<LabelConfig>> fields_of(const LabelConfig*) { return kLabelConfig; }
std::span<const FieldRow<AnnotationConfig>> fields_of(const AnnotationConfig*) {
  return kAnnotationConfig;
}
std::span<const FieldRow<ImageConfig>> fields_of(const ImageConfig*) { return kImageConfig; }
std::span<const FieldRow<ReplicaConfig>> fields_of(const ReplicaConfig*) { return kReplicaConfig; }
std::span<const FieldRow<StrategicPatchConfig>> fields_of(const StrategicPatchConfig*) {
  return kStrategicPatchConfig;
}
std::span<const FieldRow<JsonPatchConfig>> fields_of(const JsonPatchConfig*) {
  return kJsonPatchConfig;
}
std::span<const FieldRow<ReplacementConfig>> fields_of(const ReplacementConfig*) {
  return kReplacementConfig;
}
std::span<const FieldRow<ValueAddConfig>> fields_of(const ValueAddConfig*) {
  return kValueAddConfig;
}
std::span<const FieldRow<IamPolicyConfig>> fields_of(const IamPolicyConfig*) {
  return kIamPolicyConfig;
}

}  // namespace drydock::overlays
