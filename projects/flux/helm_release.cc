#include "projects/flux/helm_release.h"

#include <fmt/format.h>

#include "core/base_encoding.h"
#include "overlays/config_fields.h"
#include "overlays/path_text.h"
#include "render/crypto/hash.h"

namespace drydock::projects::flux {
namespace {

using overlays::FieldRow;
using overlays::read_member;

constexpr size_t kMaxReleaseName = 53;
constexpr size_t kHashDigits = 12;

// clang-format off
constexpr FieldRow<ValuesReference> kValuesReference[] = {
    {"kind", read_member<&ValuesReference::kind>},
    {"name", read_member<&ValuesReference::name>},
    {"valuesKey", read_member<&ValuesReference::values_key>},
    {"targetPath", read_member<&ValuesReference::target_path>},
    {"optional", read_member<&ValuesReference::optional>},
    {"literal", read_member<&ValuesReference::literal>},
};

constexpr FieldRow<ChartTemplate> kChartTemplate[] = {
    {"chart", read_member<&ChartTemplate::chart>},
    {"version", read_member<&ChartTemplate::version>},
    {"sourceRef", read_member<&ChartTemplate::source>},
    {"valuesFiles", read_member<&ChartTemplate::values_files>},
    {"ignoreMissingValuesFiles", read_member<&ChartTemplate::ignore_missing_values_files>},
};

constexpr FieldRow<ChartField> kChartField[] = {
    {"spec", read_member<&ChartField::spec>},
};

constexpr FieldRow<KustomizeRenderer> kKustomizeRenderer[] = {
    {"patches", read_member<&KustomizeRenderer::patches>},
    {"images", read_member<&KustomizeRenderer::images>},
};

constexpr FieldRow<PostRenderer> kPostRenderer[] = {
    {"kustomize", read_member<&PostRenderer::kustomize>},
};

constexpr FieldRow<ReleaseAction> kReleaseAction[] = {
    {"crds", read_member<&ReleaseAction::crds>},
    {"skipCRDs", read_member<&ReleaseAction::skip_crds>},
};

constexpr FieldRow<HelmReleaseSpec> kSpec[] = {
    {"chart", read_member<&HelmReleaseSpec::chart>},
    {"chartRef", read_member<&HelmReleaseSpec::chart_ref>},
    {"releaseName", read_member<&HelmReleaseSpec::release_name>},
    {"targetNamespace", read_member<&HelmReleaseSpec::target_namespace>},
    {"storageNamespace", read_member<&HelmReleaseSpec::storage_namespace>},
    {"dependsOn", read_member<&HelmReleaseSpec::depends_on>},
    {"kubeConfig", read_member<&HelmReleaseSpec::kube_config>},
    {"values", read_member<&HelmReleaseSpec::values>},
    {"valuesFrom", read_member<&HelmReleaseSpec::values_from>},
    {"postRenderers", read_member<&HelmReleaseSpec::post_renderers>},
    {"commonMetadata", read_member<&HelmReleaseSpec::common_metadata>},
    {"install", read_member<&HelmReleaseSpec::install>},
    {"upgrade", read_member<&HelmReleaseSpec::upgrade>},
    {"suspend", read_member<&HelmReleaseSpec::suspend>},
    {"interval", [](overlays::Decoder& d, std::string_view f, const Node& n, HelmReleaseSpec&) { read_duration(d, f, n); }},
};

constexpr FieldRow<HelmRelease> kHelmRelease[] = {
    {"apiVersion", read_member<&HelmRelease::api_version>},
    {"kind", read_member<&HelmRelease::kind>},
    {"metadata", read_member<&HelmRelease::metadata>},
    {"spec", read_member<&HelmRelease::spec>},
};
// clang-format on

}  // namespace

// clang-format off
std::span<const FieldRow<ValuesReference>> fields_of(const ValuesReference*) { return kValuesReference; }
std::span<const FieldRow<ChartTemplate>> fields_of(const ChartTemplate*) { return kChartTemplate; }
std::span<const FieldRow<ChartField>> fields_of(const ChartField*) { return kChartField; }
std::span<const FieldRow<KustomizeRenderer>> fields_of(const KustomizeRenderer*) { return kKustomizeRenderer; }
std::span<const FieldRow<PostRenderer>> fields_of(const PostRenderer*) { return kPostRenderer; }
std::span<const FieldRow<ReleaseAction>> fields_of(const ReleaseAction*) { return kReleaseAction; }
std::span<const FieldRow<HelmReleaseSpec>> fields_of(const HelmReleaseSpec*) { return kSpec; }
std::span<const FieldRow<HelmRelease>> fields_of(const HelmRelease*) { return kHelmRelease; }
// clang-format on

bool is_helm_release(std::string_view api_version, std::string_view kind) {
  return kind == "HelmRelease" && api_version.starts_with(kHelmGroup) &&
         api_version.substr(kHelmGroup.size()).starts_with('/');
}

HelmRelease read_helm_release(const Node& object, YamlDialect dialect, Arena& arena) {
  HelmRelease release;
  read_definition(object, dialect, arena, "the HelmRelease", release);
  release.node = &object;
  release.dialect = dialect;
  return release;
}

ChartTemplate read_helm_chart(const Node& spec, YamlDialect dialect, Arena& arena) {
  ChartTemplate chart;
  read_definition(spec, dialect, arena, "the HelmChart", chart);
  return chart;
}

std::string HelmRelease::release_name() const {
  std::string name(spec.release_name.value);
  if (name.empty()) {
    name = spec.target_namespace.empty()
               ? std::string(metadata.name.value)
               : fmt::format("{}-{}", spec.target_namespace.value, metadata.name.value);
  }
  if (name.size() <= kMaxReleaseName) return name;
  std::string hash = encode_hex(render::sha256(name)).substr(0, kHashDigits);
  return fmt::format("{}-{}", name.substr(0, kMaxReleaseName - kHashDigits - 1), hash);
}

std::string_view HelmRelease::release_namespace() const {
  return spec.target_namespace.empty() ? metadata.namespace_name : spec.target_namespace;
}

std::string_view HelmRelease::storage_namespace() const {
  return spec.storage_namespace.empty() ? metadata.namespace_name : spec.storage_namespace;
}

std::string HelmRelease::helm_chart_name() const {
  return fmt::format("{}-{}", metadata.namespace_name.value, metadata.name.value);
}

bool HelmRelease::installs_crds() const {
  return spec.install.crds.empty() ? !spec.install.skip_crds : spec.install.crds.value != "Skip";
}

std::string chart_in_folder(const std::string& folder, const ChartTemplate& chart,
                            const std::function<bool(const std::string& path)>& exists) {
  std::string path = overlays::join_paths(folder, chart.chart.value);
  if (exists(path)) return path;
  std::string packed = fmt::format("{}-{}.tgz", path, chart.version.value);
  return exists(packed) ? packed : path;
}

}  // namespace drydock::projects::flux
