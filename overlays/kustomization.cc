#include "overlays/kustomization.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/ascii.h"
#include "core/error.h"
#include "core/yaml/merge.h"
#include "core/yaml/read.h"
#include "overlays/config_fields.h"

namespace drydock::overlays {
namespace {

constexpr std::string_view kVersion = "kustomize.config.k8s.io/v1beta1";
constexpr std::string_view kComponentVersion = "kustomize.config.k8s.io/v1alpha1";

const Node* read_root(const SourceFile& file, Arena& arena) {
  YamlDocuments documents = read_yaml(file, arena, {YamlDialect::Sigs, true});
  for (Diagnostic& problem : documents.problems) {
    if (problem.severity == Severity::Error) throw Error(std::move(problem));
  }
  Node* root = documents.roots.empty() ? nullptr : documents.roots.front();
  if (root && file.text.find("<<") != std::string::npos) {
    apply_merges(arena, root, YamlDialect::Sigs);
  }
  return root;
}

/// A field that kustomize asks to replace by another.
struct DeprecatedField {
  std::string_view name;
  std::string_view better;
  std::string_view prefix;
};

constexpr DeprecatedField kDeprecatedFields[] = {
    {"bases", "resources", ""},
    {"commonLabels", "labels", ""},
    {"imageTags", "images", ""},
    {"patchesJson6902", "patches", ""},
    {"patchesStrategicMerge", "patches", ""},
    {"vars", "replacements", "[EXPERIMENTAL] "},
};

const NodeEntry* find_in_any_case(const Node& root, std::string_view name) {
  for (const NodeEntry& entry : root.pairs()) {
    std::string_view key = entry.key->text();
    bool same = std::equal(key.begin(), key.end(), name.begin(), name.end(),
                           [](char a, char b) { return (a | 0x20) == (b | 0x20); });
    if (same) return &entry;
  }
  return nullptr;
}

void warn_of_deprecated(const Node& root, Decoder& decoder, std::vector<Diagnostic>& warnings) {
  for (const DeprecatedField& field : kDeprecatedFields) {
    const NodeEntry* entry = find_in_any_case(root, field.name);
    if (!entry || decoder.is_null(*entry->value)) continue;
    Diagnostic warning;
    warning.severity = Severity::Info;
    warning.rule = "kustomization-deprecated";
    warning.message = fmt::format(
        "'{}' is deprecated. Please use '{}' instead. {}Run 'kustomize edit fix' to update your "
        "Kustomization automatically.",
        field.name, field.better, field.prefix);
    warning.where = entry->key->where();
    warnings.push_back(std::move(warning));
  }
}

/// Whether the file says nothing at all, apart from what it is.
bool is_empty(const Node& root, Decoder& decoder) {
  for (const NodeEntry& entry : root.pairs()) {
    std::string_view key = entry.key->text();
    if (key == "apiVersion" || key == "kind" || decoder.is_null(*entry.value)) continue;
    if (entry.value->is_scalar() && entry.value->size == 0) continue;
    bool vanishes = key == "bases" || key == "imageTags" || key == "helmChartInflationGenerator";
    if (vanishes && entry.value->is_sequence() && entry.value->size == 0) continue;
    return false;
  }
  return true;
}

ChartConfig modern_chart(const OldChartConfig& old) {
  ChartConfig chart;
  chart.name = old.chart_name;
  chart.version = old.chart_version;
  chart.repo = old.chart_repo_url;
  chart.values_file = old.values;
  chart.values_inline = old.values_local;
  chart.values_merge = old.values_merge;
  chart.release_name = old.release_name;
  chart.node = old.node;
  return chart;
}

void fold_charts(Kustomization& k) {
  HelmGlobals globals;
  for (const OldChartConfig& old : k.old_charts) {
    if (!old.helm_home.empty()) globals.config_home = old.helm_home;
    if (!old.chart_home.empty()) globals.chart_home = old.chart_home;
    k.charts.push_back(modern_chart(old));
  }
  bool says_something = !globals.chart_home.empty() || !globals.config_home.empty();
  if (!k.helm_globals && says_something) k.helm_globals = globals;
  k.old_charts.clear();
}

/// kustomize's FixKustomization.
void fold_deprecated(Kustomization& k) {
  k.resources.insert(k.resources.end(), k.bases.begin(), k.bases.end());
  k.bases.clear();
  k.images.insert(k.images.end(), k.image_tags.begin(), k.image_tags.end());
  k.image_tags.clear();
  for (std::vector<GeneratorConfig>* generators : {&k.config_maps, &k.secrets}) {
    for (GeneratorConfig& generator : *generators) {
      if (!generator.env.empty()) generator.envs.push_back(generator.env);
      generator.env = {};
    }
  }
  fold_charts(k);
}

void check_config_maps(const Kustomization& k) {
  for (const GeneratorConfig& generator : k.config_maps) {
    const NodeEntry* type = generator.node ? find_in_any_case(*generator.node, "type") : nullptr;
    if (!type) continue;
    fail("kustomization", "`configMapGenerator` has no field `type`; only Secrets have types",
         type->value->where());
  }
}

void check_type(Kustomization& k) {
  if (k.kind.empty()) k.kind.value = "Kustomization";
  if (k.kind.value != "Kustomization" && k.kind.value != "Component") {
    fail("kustomization",
         fmt::format("kind should be Kustomization or Component, not `{}`", k.kind.value),
         k.kind.where());
  }
  std::string_view wanted = k.is_component() ? kComponentVersion : kVersion;
  if (k.api_version.empty()) k.api_version.value = wanted;
  if (k.api_version.value != wanted) {
    fail("kustomization",
         fmt::format("apiVersion for {} should be {}, not `{}`", k.kind.value, wanted,
                     k.api_version.value),
         k.api_version.where());
  }
}

bool is_field(std::string_view key) {
  auto fields = fields_of(static_cast<const Kustomization*>(nullptr));
  return std::any_of(fields.begin(), fields.end(), [&](const FieldRow<Kustomization>& field) {
    return ascii_lower(field.name) == ascii_lower(key);
  });
}

/// The same of one that a program has rewritten: what it would have written is empty. Fields that
/// nobody knows are not written again.
bool says_nothing(const Kustomization& k, const Node* root, Decoder& decoder) {
  if (root) {
    for (const NodeEntry& entry : root->pairs()) {
      std::string_view key = decoder.key_text(*entry.key);
      bool may_have_changed = key == "apiVersion" || key == "kind" || key == "resources" ||
                              key == "components" || key == "crds";
      bool is_blank = decoder.is_null(*entry.value) || entry.value->size == 0;
      if (!may_have_changed && !is_blank && is_field(key)) return false;
    }
  }
  return k.resources.empty() && k.components.empty() && k.crds.empty() && k.patches.empty() &&
         k.images.empty() && k.build_metadata.empty() && k.namespace_name.empty() &&
         k.name_prefix.empty() && k.name_suffix.empty();
}

void finish_reading(Kustomization& k) {
  check_config_maps(k);
  fold_deprecated(k);
  check_type(k);
}

}  // namespace

Gvk Var::gvk() const {
  Gvk gvk{target.group, target.version, target.kind};
  std::string_view api_version = target.api_version;
  if (api_version.empty()) return gvk;
  size_t slash = api_version.find('/');
  if (slash == api_version.npos) {
    gvk.version = api_version;
  } else if (api_version.find('/', slash + 1) == api_version.npos) {
    gvk.group = api_version.substr(0, slash);
    gvk.version = api_version.substr(slash + 1);
  }
  return gvk;
}

std::string_view Var::field_path() const {
  return field.field_path.empty() ? "metadata.name" : field.field_path.value;
}

bool Kustomization::wants(std::string_view metadata_option) const {
  return std::any_of(build_metadata.begin(), build_metadata.end(),
                     [&](const Text& option) { return option.value == metadata_option; });
}

Kustomization read_kustomization(const SourceFile& file, Arena& arena,
                                 std::vector<Diagnostic>& warnings) {
  const Node* root = read_root(file, arena);
  Decoder decoder(arena, Decoder::Mode::Kustomization, "the kustomization");
  Kustomization k;
  k.file = &file;
  if (root && !decoder.is_null(*root)) {
    decoder.read_object("", *root, k);
    warn_of_deprecated(*root, decoder, warnings);
  }
  if (!root || is_empty(*root, decoder)) {
    fail("kustomization", "the kustomization is empty", {&file, 1, 1});
  }
  finish_reading(k);
  return k;
}

Kustomization read_rewritten_kustomization(const SourceFile* file, Arena& arena,
                                           std::vector<Diagnostic>& warnings,
                                           const std::function<void(Kustomization&)>& rewrite) {
  const Node* root = file ? read_root(*file, arena) : nullptr;
  Decoder decoder(arena, Decoder::Mode::Lenient, "the kustomization");
  Kustomization k;
  k.file = file;
  if (root && !decoder.is_null(*root)) {
    decoder.read_object("", *root, k);
    warn_of_deprecated(*root, decoder, warnings);
  }
  rewrite(k);
  if (says_nothing(k, root, decoder)) {
    fail("kustomization", "the kustomization is empty", {file, file ? 1 : 0, file ? 1 : 0});
  }
  finish_reading(k);
  return k;
}

void check_kustomization_fields(const SourceFile& file, Arena& arena) {
  const Node* root = read_root(file, arena);
  Decoder decoder(arena, Decoder::Mode::Kustomization, "the kustomization");
  Kustomization k;
  if (root && !decoder.is_null(*root)) decoder.read_object("", *root, k);
}

}  // namespace drydock::overlays
