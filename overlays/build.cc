#include "overlays/build.h"

#include <algorithm>

#include "core/yaml/emit.h"
#include "overlays/origin_text.h"
#include "overlays/output_order.h"
#include "overlays/target.h"

namespace drydock::overlays {
namespace {

constexpr std::string_view kManagedByLabel = "app.kubernetes.io/managed-by";
constexpr std::string_view kManagedBy = "kustomize-v5.8.2";
constexpr std::string_view kOriginAnnotation = "config.kubernetes.io/origin";
constexpr std::string_view kTransformationsAnnotation =
    "alpha.config.kubernetes.io/transformations";

/// Annotations that kustomize keeps for itself and takes away at the end.
constexpr std::string_view kBuildAnnotations[] = {
    "config.k8s.io/id",
    "config.kubernetes.io/index",
    "config.kubernetes.io/path",
    "internal.config.kubernetes.io/allowKindChange",
    "internal.config.kubernetes.io/allowNameChange",
    "internal.config.kubernetes.io/annotations-migration-resource-id",
    "internal.config.kubernetes.io/generatorBehavior",
    "internal.config.kubernetes.io/helm-generated",
    "internal.config.kubernetes.io/id",
    "internal.config.kubernetes.io/index",
    "internal.config.kubernetes.io/needsHashSuffix",
    "internal.config.kubernetes.io/path",
    "internal.config.kubernetes.io/prefixes",
    "internal.config.kubernetes.io/previousKinds",
    "internal.config.kubernetes.io/previousNames",
    "internal.config.kubernetes.io/previousNamespaces",
    "internal.config.kubernetes.io/refBy",
    "internal.config.kubernetes.io/seqindent",
    "internal.config.kubernetes.io/suffixes",
};

bool is_build_annotation(std::string_view key) {
  return std::find(std::begin(kBuildAnnotations), std::end(kBuildAnnotations), key) !=
         std::end(kBuildAnnotations);
}

Node* metadata_of(Object& object, Arena& arena) {
  Node* metadata = object.root->find("metadata");
  if (metadata && metadata->is_mapping()) return metadata;
  metadata = make_mapping(arena);
  set(arena, *object.root, "metadata", metadata);
  return metadata;
}

Node* text_of(const Node& value, Arena& arena) {
  std::string_view text = value.text();
  NodeStyle style = text.find('\n') == text.npos ? NodeStyle::DoubleQuoted : NodeStyle::Literal;
  return make_scalar_from(arena, text, &value, style);
}

/// Writes the annotations anew, as kustomize does at the end: every value a text, every key without
/// its quotes, and no field when there are none.
void finish_annotations(Object& object, bool with_origin, bool with_transformations, Arena& arena) {
  Node* metadata = metadata_of(object, arena);
  const Node* old = metadata->find("annotations");
  Node* annotations = make_mapping(arena);
  if (old) {
    annotations->file = old->file;
    annotations->line = old->line;
    annotations->column = old->column;
    for (const NodeEntry& entry : old->pairs()) {
      std::string_view key = entry.key->text();
      if (is_build_annotation(key)) continue;
      if (key == kOriginAnnotation || key == kTransformationsAnnotation) continue;
      append(arena, *annotations, make_scalar_from(arena, key, entry.key),
             text_of(*entry.value, arena));
    }
  }
  auto add = [&](std::string_view key, const std::string& text) {
    append(arena, *annotations, make_scalar(arena, key),
           make_scalar(arena, text, NodeStyle::Literal));
  };
  if (with_origin && object.origin) add(kOriginAnnotation, origin_text(*object.origin));
  if (with_transformations && !object.transformations.empty()) {
    add(kTransformationsAnnotation, transformations_text(object.transformations));
  }
  erase(*metadata, "annotations");
  if (annotations->size > 0) set(arena, *metadata, "annotations", annotations);
}

void add_managed_by(Object& object, Arena& arena) {
  Node* metadata = metadata_of(object, arena);
  Node* labels = metadata->find("labels");
  if (!labels || !labels->is_mapping()) {
    labels = make_mapping(arena);
    set(arena, *metadata, "labels", labels);
  }
  set(arena, *labels, kManagedByLabel, make_scalar(arena, kManagedBy, NodeStyle::DoubleQuoted));
}

void finish(ObjectList& objects, const Kustomization& k, const BuildOptions& options,
            Arena& arena) {
  if (k.sort_options) {
    sort_objects(objects, *k.sort_options);
  } else if (options.reorder != Reorder::None) {
    sort_objects_legacy(objects);
  }
  bool managed_by = options.add_managed_by_label || k.wants("managedByLabel");
  bool origins = k.wants("originAnnotations");
  bool transformations = k.wants("transformerAnnotations");
  for (Object* object : objects.all()) {
    if (managed_by) add_managed_by(*object, arena);
    finish_annotations(*object, origins, transformations, arena);
  }
}

/// The loader for what a build begins with: a folder, or a reference to a repository.
std::unique_ptr<Loader> open_root(SourceCache& files, std::string_view folder,
                                  const BuildOptions& options) {
  std::optional<RemoteSpec> spec = parse_remote(folder);
  if (!spec) {
    return std::make_unique<Loader>(files, folder, options.restrict_files, options.remote);
  }
  if (!options.remote) fail_remote(folder, {});
  return Loader::open_repository(*spec, options.remote);
}

}  // namespace

void build(SourceCache& files, std::string_view folder, const BuildOptions& options,
           ResourceSet& out, std::vector<Diagnostic>& warnings) {
  BuildState state(options, out, warnings);
  Target target(state, open_root(files, folder, options));
  if (target.kustomization().sort_options && options.reorder != Reorder::Unspecified &&
      !options.rewrite_root) {
    Diagnostic warning;
    warning.severity = Severity::Warning;
    warning.rule = "kustomization";
    warning.message =
        "Warning: Sorting order is set both in 'kustomization.yaml' ('sortOptions') and in a CLI "
        "flag ('--reorder'). Using the kustomization file over the CLI flag.";
    warnings.push_back(std::move(warning));
  }
  Accumulated all = target.build();
  finish(all.objects, target.kustomization(), options, out.arena);
  for (const Object* object : all.objects.all()) {
    out.resources.push_back(
        {object->gvk(), object->namespace_name(), object->name(), object->root});
  }
}

}  // namespace drydock::overlays
