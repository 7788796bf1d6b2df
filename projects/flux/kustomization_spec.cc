#include "projects/flux/kustomization_spec.h"

#include <fmt/format.h>

#include "core/yaml/resolve.h"
#include "overlays/config_fields.h"
#include "render/time/duration.h"

namespace drydock::projects::flux {
namespace {

using overlays::Decoder;
using overlays::FieldRow;
using overlays::read_member;

template <class T>
void check_text(Decoder& decoder, std::string_view field, const Node& value, T&) {
  Text text;
  decoder.read(field, value, text);
}

template <class T>
void check_duration(Decoder& decoder, std::string_view field, const Node& value, T&) {
  read_duration(decoder, field, value);
}

/// An object of the cluster that a definition names.
struct ObjectName {
  Text api_version;
  Text kind;
  Text name;
  Text namespace_name;
};

struct HealthCheckExpression {
  Text api_version;
  Text kind;
  Text current;
  Text in_progress;
  Text failed;
};

struct Decryption {
  Text provider;
  std::optional<SecretReference> secret;
};

// clang-format off
constexpr FieldRow<ObjectMeta> kObjectMeta[] = {
    {"name", read_member<&ObjectMeta::name>},
    {"generateName", check_text<ObjectMeta>},
    {"namespace", read_member<&ObjectMeta::namespace_name>},
    {"labels", read_member<&ObjectMeta::labels>},
    {"annotations", read_member<&ObjectMeta::annotations>},
};

constexpr FieldRow<SourceReference> kSourceReference[] = {
    {"apiVersion", read_member<&SourceReference::api_version>},
    {"kind", read_member<&SourceReference::kind>},
    {"name", read_member<&SourceReference::name>},
    {"namespace", read_member<&SourceReference::namespace_name>},
};

constexpr FieldRow<CommonMetadata> kCommonMetadata[] = {
    {"labels", read_member<&CommonMetadata::labels>},
    {"annotations", read_member<&CommonMetadata::annotations>},
};

constexpr FieldRow<Dependency> kDependency[] = {
    {"name", read_member<&Dependency::name>},
    {"namespace", read_member<&Dependency::namespace_name>},
    {"readyExpr", check_text<Dependency>},
};

constexpr FieldRow<SubstituteReference> kSubstituteReference[] = {
    {"kind", read_member<&SubstituteReference::kind>},
    {"name", read_member<&SubstituteReference::name>},
    {"optional", read_member<&SubstituteReference::optional>},
};

constexpr FieldRow<PostBuild> kPostBuild[] = {
    {"substituteStrategy", read_member<&PostBuild::strategy>},
    {"substitute", read_member<&PostBuild::substitute>},
    {"substituteFrom", read_member<&PostBuild::from>},
};

constexpr FieldRow<InlinePatch> kInlinePatch[] = {
    {"patch", read_member<&InlinePatch::patch>},
    {"target", read_member<&InlinePatch::target>},
};

constexpr FieldRow<SecretReference> kSecretReference[] = {
    {"name", read_member<&SecretReference::name>},
};

constexpr FieldRow<KubeConfig> kKubeConfig[] = {
    {"secretRef", read_member<&KubeConfig::secret>},
    {"configMapRef", read_member<&KubeConfig::config_map>},
};

constexpr FieldRow<ObjectName> kObjectName[] = {
    {"apiVersion", read_member<&ObjectName::api_version>},
    {"kind", read_member<&ObjectName::kind>},
    {"name", read_member<&ObjectName::name>},
    {"namespace", read_member<&ObjectName::namespace_name>},
};
std::span<const FieldRow<ObjectName>> fields_of(const ObjectName*) { return kObjectName; }

constexpr FieldRow<HealthCheckExpression> kHealthCheckExpression[] = {
    {"apiVersion", read_member<&HealthCheckExpression::api_version>},
    {"kind", read_member<&HealthCheckExpression::kind>},
    {"current", read_member<&HealthCheckExpression::current>},
    {"inProgress", read_member<&HealthCheckExpression::in_progress>},
    {"failed", read_member<&HealthCheckExpression::failed>},
};
std::span<const FieldRow<HealthCheckExpression>> fields_of(const HealthCheckExpression*) { return kHealthCheckExpression; }

constexpr FieldRow<Decryption> kDecryption[] = {
    {"provider", read_member<&Decryption::provider>},
    {"serviceAccountName", check_text<Decryption>},
    {"secretRef", read_member<&Decryption::secret>},
};
std::span<const FieldRow<Decryption>> fields_of(const Decryption*) { return kDecryption; }

constexpr FieldRow<KustomizationSpec> kSpec[] = {
    {"commonMetadata", read_member<&KustomizationSpec::common_metadata>},
    {"dependsOn", read_member<&KustomizationSpec::depends_on>},
    {"decryption", [](Decoder& d, std::string_view f, const Node& n, KustomizationSpec&) { Decryption t; d.read(f, n, t); }},
    {"interval", check_duration<KustomizationSpec>},
    {"retryInterval", check_duration<KustomizationSpec>},
    {"timeout", check_duration<KustomizationSpec>},
    {"kubeConfig", read_member<&KustomizationSpec::kube_config>},
    {"path", read_member<&KustomizationSpec::path>},
    {"postBuild", read_member<&KustomizationSpec::post_build>},
    {"prune", read_member<&KustomizationSpec::prune>},
    {"deletionPolicy", check_text<KustomizationSpec>},
    {"healthChecks", [](Decoder& d, std::string_view f, const Node& n, KustomizationSpec&) { std::vector<ObjectName> t; d.read(f, n, t); }},
    {"healthCheckExprs", [](Decoder& d, std::string_view f, const Node& n, KustomizationSpec&) { std::vector<HealthCheckExpression> t; d.read(f, n, t); }},
    {"namePrefix", read_member<&KustomizationSpec::name_prefix>},
    {"nameSuffix", read_member<&KustomizationSpec::name_suffix>},
    {"patches", read_member<&KustomizationSpec::patches>},
    {"images", read_member<&KustomizationSpec::images>},
    {"serviceAccountName", read_member<&KustomizationSpec::service_account>},
    {"sourceRef", read_member<&KustomizationSpec::source>},
    {"suspend", read_member<&KustomizationSpec::suspend>},
    {"targetNamespace", read_member<&KustomizationSpec::target_namespace>},
    {"force", read_member<&KustomizationSpec::force>},
    {"wait", read_member<&KustomizationSpec::wait>},
    {"buildMetadata", read_member<&KustomizationSpec::build_metadata>},
    {"components", read_member<&KustomizationSpec::components>},
    {"ignoreMissingComponents", read_member<&KustomizationSpec::ignore_missing_components>},
};

constexpr FieldRow<Kustomization> kKustomization[] = {
    {"apiVersion", read_member<&Kustomization::api_version>},
    {"kind", read_member<&Kustomization::kind>},
    {"metadata", read_member<&Kustomization::metadata>},
    {"spec", read_member<&Kustomization::spec>},
};
// clang-format on

}  // namespace

// clang-format off
std::span<const FieldRow<ObjectMeta>> fields_of(const ObjectMeta*) { return kObjectMeta; }
std::span<const FieldRow<SourceReference>> fields_of(const SourceReference*) { return kSourceReference; }
std::span<const FieldRow<CommonMetadata>> fields_of(const CommonMetadata*) { return kCommonMetadata; }
std::span<const FieldRow<Dependency>> fields_of(const Dependency*) { return kDependency; }
std::span<const FieldRow<InlinePatch>> fields_of(const InlinePatch*) { return kInlinePatch; }
std::span<const FieldRow<SecretReference>> fields_of(const SecretReference*) { return kSecretReference; }
std::span<const FieldRow<KubeConfig>> fields_of(const KubeConfig*) { return kKubeConfig; }
std::span<const FieldRow<SubstituteReference>> fields_of(const SubstituteReference*) { return kSubstituteReference; }
std::span<const FieldRow<PostBuild>> fields_of(const PostBuild*) { return kPostBuild; }
std::span<const FieldRow<KustomizationSpec>> fields_of(const KustomizationSpec*) { return kSpec; }
std::span<const FieldRow<Kustomization>> fields_of(const Kustomization*) { return kKustomization; }
// clang-format on

void read_duration(Decoder&, std::string_view field, const Node& value) {
  bool is_text = value.is_scalar();
  if (is_text && value.style == NodeStyle::Plain) {
    is_text = resolve_scalar(value, YamlDialect::Sigs).type == ScalarType::String;
  }
  if (!is_text) {
    fail("flux-definition", fmt::format("`{}` must be a duration such as 10m", field),
         value.where());
  }
  try {
    render::parse_duration(value.text());
  } catch (const Error&) {
    fail("flux-definition",
         fmt::format("`{}` is no duration such as 10m: `{}`", field, value.text()), value.where());
  }
}

bool is_kustomization(std::string_view api_version, std::string_view kind) {
  return kind == "Kustomization" && api_version.starts_with(kKustomizeGroup) &&
         api_version.substr(kKustomizeGroup.size()).starts_with('/');
}

Kustomization read_kustomization(const Node& object, YamlDialect dialect, Arena& arena) {
  Kustomization result;
  result.node = &object;
  read_definition(object, dialect, arena, "the Kustomization", result);
  return result;
}

std::vector<overlays::PatchConfig> as_patches(std::span<const InlinePatch> patches) {
  std::vector<overlays::PatchConfig> result;
  for (const InlinePatch& patch : patches) {
    overlays::PatchConfig& config = result.emplace_back();
    config.patch = patch.patch;
    config.target = patch.target;
    config.node = patch.node;
  }
  return result;
}

}  // namespace drydock::projects::flux
