#include <fmt/format.h>

#include "core/error.h"
#include "overlays/generators/config_map.h"
#include "overlays/path_text.h"
#include "overlays/read_objects.h"
#include "overlays/target.h"
#include "overlays/transforms/images.h"
#include "overlays/transforms/labels.h"
#include "overlays/transforms/name_affix.h"
#include "overlays/transforms/namespace.h"
#include "overlays/transforms/patches.h"
#include "overlays/transforms/replacements.h"
#include "overlays/transforms/replicas.h"

namespace drydock::overlays {
namespace {

/// The places of an entry of `labels`.
FieldSpecs label_places(const Label& label, const TransformerConfig& config) {
  FieldSpecs places = label.field_specs;
  auto add = [&](const FieldSpecs& specs) {
    for (const FieldSpec& spec : specs) merge_field_spec(places, spec);
  };
  add(config.labels);
  if (label.include_selectors) {
    add(config.common_labels);
    return places;
  }
  if (label.include_templates) add(config.template_labels);
  if (label.include_volume_claim_templates) add(config.volume_claim_template_labels);
  merge_field_spec(places, {{}, "metadata/labels", true});
  return places;
}

/// kustomize writes all annotations anew when it adds its own, so they are no longer the nodes that
/// a transform put at several places.
void detach_annotations(const Object& object, Arena& arena) {
  constexpr std::string_view kPath[] = {"metadata", "annotations"};
  Node* annotations = object.root ? object.root->find_path(kPath) : nullptr;
  if (!annotations || !annotations->is_mapping()) return;
  for (uint32_t i = 0; i < annotations->size; ++i) {
    Node*& value = annotations->entries[i].value;
    value = arena.make<Node>(*value);
  }
}

void add_transformation(const Origin& origin, ObjectList& objects, Arena& arena) {
  for (Object* object : objects.all()) {
    detach_annotations(*object, arena);
    if (!object->origin) {
      object->origin = origin;  // kustomize takes what has none for the transformer's work
    } else {
      object->transformations.push_back(origin);
    }
  }
}

[[noreturn]] void fail_chart(const ChartConfig& chart, const Text& at, std::string message) {
  SourcePos where = at.node ? at.where() : chart.node ? chart.node->where() : SourcePos();
  fail("overlay-chart", std::move(message), where);
}

void check_chart(const ChartConfig& chart, Loader& loader) {
  if (chart.name.empty()) fail_chart(chart, chart.name, "a chart needs a `name`");
  for (const Text* name : {&chart.name, &chart.release_name}) {
    if (!name->value.starts_with('-')) continue;
    fail_chart(chart, *name, fmt::format("`{}` must not begin with `-`", name->value));
  }
  for (const Text& file : chart.additional_values_files) loader.load(file);
  std::string_view merge = chart.values_merge;
  if (!merge.empty() && merge != "merge" && merge != "override" && merge != "replace") {
    fail_chart(chart, chart.values_merge,
               fmt::format("`valuesMerge` must be merge, override or replace, not `{}`", merge));
  }
}

}  // namespace

std::optional<Origin> Target::builtin_origin(std::string_view plugin) const {
  if (!origin_) return std::nullopt;
  Origin origin;
  origin.repo = origin_->repo;
  origin.ref = origin_->ref;
  origin.configured_in = state_.arena.copy(join_paths(origin_->path, file_name_));
  origin.api_version = "builtin";
  origin.kind = plugin;
  return origin;
}

void Target::run_from(ObjectList& objects, const std::optional<Origin>& origin,
                      const Transform& transform) {
  transform(objects);
  if (origin) add_transformation(*origin, objects, state_.arena);
  objects.drop_empty();
}

void Target::run(ObjectList& objects, std::string_view plugin, const Transform& transform) {
  run_from(objects, builtin_origin(plugin), transform);
}

void Target::absorb(Accumulated& into, std::span<Object* const> made,
                    const std::optional<Origin>& origin) {
  ObjectList list(state_.schemas());
  for (Object* object : made) {
    if (origin && !object->origin) object->origin = origin;
    list.append(*object);
  }
  into.objects.absorb_all(list, state_.arena);
}

std::vector<Object*> Target::inflate(ChartConfig chart, bool is_plugin) {
  const BuildOptions& options = state_.options;
  if (!options.enable_charts) {
    fail_chart(chart, {},
               "charts are only rendered with --enable-helm (must specify --enable-helm)");
  }
  if (chart.kube_version.empty()) chart.kube_version.value = options.chart_kube_version;
  if (chart.api_versions.empty()) {
    for (const std::string& version : options.chart_api_versions) {
      chart.api_versions.push_back({version});
    }
  }
  chart.debug |= options.chart_debug;
  if (!is_plugin && chart.namespace_name.empty()) {
    chart.namespace_name = k_.namespace_name.empty() ? Text{chart_namespace_} : k_.namespace_name;
  }
  check_chart(chart, *loader_);
  if (!options.charts) {
    fail_chart(chart, chart.name,
               fmt::format("the chart `{}` cannot be rendered here", chart.name.value));
  }
  std::vector<Object*> objects = options.charts->inflate(chart, context_);
  for (Object* object : objects) object->notes.made_by_helm = true;
  return objects;
}

void Target::run_generators(Accumulated& into) {
  for (const GeneratorConfig& config : k_.config_maps) {
    GeneratorConfig merged = config;
    merged.options = merge_options(config.options, k_.generator_options);
    Object* made = &generate_config_map(merged, context_);
    absorb(into, {&made, 1}, builtin_origin("ConfigMapGenerator"));
  }
  for (const GeneratorConfig& config : k_.secrets) {
    GeneratorConfig merged = config;
    merged.options = merge_options(config.options, k_.generator_options);
    Object* made = &generate_secret(merged, context_);
    absorb(into, {&made, 1}, builtin_origin("SecretGenerator"));
  }
  for (ChartConfig chart : k_.charts) {
    if (k_.helm_globals) {
      chart.chart_home = k_.helm_globals->chart_home;
      chart.config_home = k_.helm_globals->config_home;
    }
    absorb(into, inflate(std::move(chart), false), builtin_origin("HelmChartInflationGenerator"));
  }
  run_generator_plugins(into);
}

void Target::run_patches(ObjectList& objects) {
  if (!k_.patches_strategic_merge.empty()) {
    StrategicPatchConfig config;
    config.paths = k_.patches_strategic_merge;
    run(objects, "PatchStrategicMergeTransformer",
        [&](ObjectList& all) { apply(all, config, context_); });
  }
  for (const PatchConfig& patch : k_.patches) {
    run(objects, "PatchTransformer", [&](ObjectList& all) { apply(all, patch, context_); });
  }
}

void Target::run_names(ObjectList& objects, const TransformerConfig& config) {
  if (!k_.namespace_name.empty()) {
    NamespaceConfig place{k_.namespace_name, config.namespace_name, false, {}};
    run(objects, "NamespaceTransformer", [&](ObjectList& all) { apply(all, place, context_); });
  }
  if (!k_.name_prefix.empty()) {
    NameAffixConfig affix{k_.name_prefix, config.name_prefix};
    run(objects, "PrefixTransformer", [&](ObjectList& all) { apply_prefix(all, affix, context_); });
  }
  if (!k_.name_suffix.empty()) {
    NameAffixConfig affix{k_.name_suffix, config.name_suffix};
    run(objects, "SuffixTransformer", [&](ObjectList& all) { apply_suffix(all, affix, context_); });
  }
}

void Target::run_labels(ObjectList& objects, const TransformerConfig& config) {
  for (const Label& label : k_.labels) {
    LabelConfig labels{label.pairs, label_places(label, config)};
    run(objects, "LabelTransformer", [&](ObjectList& all) { apply(all, labels, context_); });
  }
  if (!k_.labels.empty() || !k_.common_labels.empty()) {
    LabelConfig labels{k_.common_labels, config.common_labels};
    run(objects, "LabelTransformer", [&](ObjectList& all) { apply(all, labels, context_); });
  }
  if (!k_.common_annotations.empty()) {
    AnnotationConfig annotations{k_.common_annotations, config.common_annotations};
    run(objects, "AnnotationsTransformer",
        [&](ObjectList& all) { apply(all, annotations, context_); });
  }
}

void Target::run_values(ObjectList& objects, const TransformerConfig& config) {
  for (const PatchConfig& patch : k_.patches_json6902) {
    JsonPatchConfig json{patch.target, patch.path, patch.patch, patch.node};
    run(objects, "PatchJson6902Transformer", [&](ObjectList& all) { apply(all, json, context_); });
  }
  for (const Replica& replica : k_.replicas) {
    ReplicaConfig replicas{replica, config.replicas};
    run(objects, "ReplicaCountTransformer",
        [&](ObjectList& all) { apply(all, replicas, context_); });
  }
  if (!k_.images.empty()) apply_images(objects, k_.images, config.images, context_);
  for (size_t i = 0; i < k_.images.size(); ++i) {
    run(objects, "ImageTagTransformer", [](ObjectList&) {});  // each is listed by itself
  }
  if (!k_.replacements.empty()) {
    ReplacementConfig replacements{k_.replacements, k_.node};
    run(objects, "ReplacementTransformer",
        [&](ObjectList& all) { apply(all, replacements, context_); });
  }
}

void Target::run_transformers(Accumulated& into) {
  const TransformerConfig& config = *into.config;
  run_patches(into.objects);
  run_names(into.objects, config);
  run_labels(into.objects, config);
  run_values(into.objects, config);
  run_transformer_plugins(into.objects);
}

}  // namespace drydock::overlays
