#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"
#include "projects/flux/kustomization_spec.h"
#include "projects/flux/value_objects.h"

namespace drydock::projects::flux {

inline constexpr std::string_view kHelmGroup = "helm.toolkit.fluxcd.io";

/// An entry of `valuesFrom`.
struct ValuesReference {
  Text kind;
  Text name;
  Text values_key;  // "values.yaml" when empty
  Text target_path;
  bool optional = false;
  bool literal = false;
  const Node* node = nullptr;

  std::string_view key() const {
    return values_key.empty() ? std::string_view("values.yaml") : values_key.value;
  }
};

/// `chart.spec`, and the spec of a HelmChart.
struct ChartTemplate {
  Text chart;
  Text version;
  SourceReference source;
  std::vector<Text> values_files;
  bool ignore_missing_values_files = false;
  const Node* node = nullptr;
};

struct ChartField {
  std::optional<ChartTemplate> spec;
};

struct KustomizeRenderer {
  std::vector<InlinePatch> patches;
  std::vector<overlays::Image> images;
};

struct PostRenderer {
  std::optional<KustomizeRenderer> kustomize;
};

/// `install` and `upgrade`.
struct ReleaseAction {
  Text crds;  // "Create" for installs and "Skip" for upgrades when empty
  bool skip_crds = false;
};

struct HelmReleaseSpec {
  std::optional<ChartField> chart;
  std::optional<SourceReference> chart_ref;
  Text release_name;
  Text target_namespace;
  Text storage_namespace;
  std::vector<Dependency> depends_on;
  std::optional<KubeConfig> kube_config;
  const Node* values = nullptr;
  std::vector<ValuesReference> values_from;
  std::vector<PostRenderer> post_renderers;
  std::optional<CommonMetadata> common_metadata;
  ReleaseAction install;
  ReleaseAction upgrade;
  bool suspend = false;
};

/// A HelmRelease of Flux, of any version of its API.
struct HelmRelease {
  Text api_version;
  Text kind;
  ObjectMeta metadata;
  HelmReleaseSpec spec;
  const Node* node = nullptr;
  YamlDialect dialect = YamlDialect::Sigs;

  std::string_view name() const { return metadata.name; }
  std::string_view namespace_name() const { return metadata.namespace_name; }
  const ChartTemplate* chart_template() const {
    return spec.chart && spec.chart->spec ? &*spec.chart->spec : nullptr;
  }
  /// Names of Helm's release: at most 53 bytes, of which the last are a hash where they would be
  /// more.
  std::string release_name() const;
  std::string_view release_namespace() const;
  std::string_view storage_namespace() const;
  /// Of the HelmChart that the controller makes.
  std::string helm_chart_name() const;
  /// Whether what the chart has below crds/ is applied when the release is new.
  bool installs_crds() const;
};

/// See `read_kustomization`.
HelmRelease read_helm_release(const Node& object, YamlDialect dialect, Arena& arena);
bool is_helm_release(std::string_view api_version, std::string_view kind);
/// The `spec` of a HelmChart.
ChartTemplate read_helm_chart(const Node& spec, YamlDialect dialect, Arena& arena);

std::span<const overlays::FieldRow<ChartTemplate>> fields_of(const ChartTemplate*);
std::span<const overlays::FieldRow<HelmRelease>> fields_of(const HelmRelease*);
std::span<const overlays::FieldRow<HelmReleaseSpec>> fields_of(const HelmReleaseSpec*);
std::span<const overlays::FieldRow<ValuesReference>> fields_of(const ValuesReference*);
std::span<const overlays::FieldRow<ChartField>> fields_of(const ChartField*);
std::span<const overlays::FieldRow<KustomizeRenderer>> fields_of(const KustomizeRenderer*);
std::span<const overlays::FieldRow<PostRenderer>> fields_of(const PostRenderer*);
std::span<const overlays::FieldRow<ReleaseAction>> fields_of(const ReleaseAction*);

/// Where a chart is in the folder of its source, by which files there are: at its path, or packed
/// as NAME-VERSION.tgz, as in a chart repository.
std::string chart_in_folder(const std::string& folder, const ChartTemplate& chart,
                            const std::function<bool(const std::string& path)>& exists);

/// The values that the controller gives to Helm: those of `valuesFrom`, then its own over them. As
/// in the original, a `targetPath` changes maps that it may share with the release's own values, so
/// that it wins over some of those. Never null; lives in `arena`, with texts in `sources`. Throws
/// Error with rule `flux-values`.
ValueMap* compose_values(const HelmRelease& release, const ValueObjects& objects, Sources& sources,
                         Arena& arena);

}  // namespace drydock::projects::flux
