#include "projects/flux/build_kustomization.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/ascii.h"
#include "core/error.h"
#include "core/yaml/resolve.h"
#include "overlays/object.h"
#include "overlays/object_id.h"
#include "overlays/parsed_files.h"
#include "projects/flux/generate.h"
#include "projects/flux/substitute.h"
#include "schemas/merge_schema.h"

namespace drydock::projects::flux {
namespace {

/// The mapping under a key, which is made where there is none.
Node& mapping_under(Node& parent, std::string_view key, Arena& arena) {
  Node* found = parent.find(key);
  if (found && found->is_mapping()) return *found;
  Node* made = make_mapping(arena);
  set(arena, parent, key, made);
  return *made;
}

void set_text(Node& map, std::string_view key, const Text& value, Arena& arena) {
  set(arena, map, key,
      overlays::make_scalar_from(arena, value.value, value.node, NodeStyle::DoubleQuoted));
}

bool has_only_texts(const Node& map) {
  return std::all_of(map.pairs().begin(), map.pairs().end(), [](const NodeEntry& entry) {
    if (!entry.value->is_scalar()) return false;
    ScalarType type = resolve_scalar(*entry.value, YamlDialect::Kustomize).type;
    return type == ScalarType::String || type == ScalarType::Timestamp;
  });
}

void add_texts(Node& object, std::string_view field, const TextMap& texts, Arena& arena) {
  if (texts.empty()) return;
  Node& metadata = mapping_under(object, "metadata", arena);
  Node* map = metadata.find(field);
  if (!map || !map->is_mapping() || !has_only_texts(*map)) {
    map = make_mapping(arena);
    set(arena, metadata, field, map);
  }
  for (const overlays::TextPair& pair : texts) set_text(*map, pair.key, pair.value, arena);
}

/// Substitution changes objects one after the other, and their ids may meet on the way.
class Substituting {
 public:
  Substituting(const KustomizationBuild& build, ResourceSet& set)
      : build_(build), post_build_(*build.definition.spec.post_build), set_(set) {}

  void run() {
    for (const Resource& resource : set_.resources) ++counts_[key_of(resource)];
    for (Resource& resource : set_.resources) {
      if (opts_out_of_substitution(*resource.root)) continue;
      load();
      if (variables_->empty() && !is_open_ && !post_build_.always()) return;
      replace(resource);
    }
  }

 private:
  void load() {
    if (variables_) return;
    variables_ = load_variables(post_build_, build_.definition.namespace_name(), build_.objects);
    check_variable_names(*variables_, post_build_);
    is_open_ = has_open_variables(post_build_, build_.definition.namespace_name(), build_.objects);
  }

  std::string key_of(const Resource& resource) const {
    overlays::ObjectId id{resource.gvk, resource.name, resource.namespace_name,
                          schemas_.is_cluster_scoped(resource.gvk)};
    return id.text();
  }

  void replace(Resource& resource) {
    SubstituteOptions options{build_.strict, is_open_, build_.unset};
    Node* root = substitute_object(*resource.root, *variables_, options, set_.arena);
    --counts_[key_of(resource)];
    resource = resource_at(root);
    std::string key = key_of(resource);
    if (++counts_[key] > 1) {
      fail("flux-substitution",
           fmt::format("with its variables substituted, {} is there twice", key), root->where());
    }
  }

  const KustomizationBuild& build_;
  const PostBuild& post_build_;
  ResourceSet& set_;
  std::optional<Variables> variables_;
  bool is_open_ = false;
  schemas::MergeSchemas schemas_;
  std::map<std::string, int> counts_;
};

/// What Flux reads of kustomize's output: any object with a list of items is taken apart, and what
/// is no object, or a kustomization itself, is left out.
void add_objects(Node& object, std::vector<Resource>& into) {
  const Node* items = object.find("items");
  if (items && items->is_sequence()) {
    for (Node* item : items->elements()) {
      if (!item->is_mapping()) {
        fail("flux-substitution", "an item of a list is no object", item->where());
      }
      into.push_back(resource_at(item));
    }
    return;
  }
  Resource resource = resource_at(&object);
  if (resource.gvk.kind.empty()) {
    fail("flux-substitution", "an object has no kind any more", object.where());
  }
  bool is_object = !resource.name.empty() && !object.text_of("apiVersion").empty();
  bool is_own = ascii_lower(resource.gvk.kind) == "kustomization" &&
                resource.gvk.group == "kustomize.config.k8s.io";
  if (is_object && !is_own) into.push_back(resource);
}

void finish(const Kustomization& definition, Masking masking, ResourceSet& set) {
  std::vector<Resource> objects;
  for (const Resource& resource : set.resources) {
    Node& root = *resource.root;
    set_label(root, "kustomize.toolkit.fluxcd.io/name", definition.metadata.name, set.arena);
    set_label(root, "kustomize.toolkit.fluxcd.io/namespace", definition.metadata.namespace_name,
              set.arena);
    mask_encrypted_secret(root, masking, set.arena);
    add_objects(root, objects);
  }
  set.resources = std::move(objects);
  if (!definition.spec.common_metadata) return;
  const CommonMetadata& common = *definition.spec.common_metadata;
  for (const Resource& resource : set.resources) {
    set_common_metadata(*resource.root, common.labels, common.annotations, set.arena);
  }
}

}  // namespace

void set_label(Node& object, std::string_view key, const Text& value, Arena& arena) {
  set_text(mapping_under(mapping_under(object, "metadata", arena), "labels", arena), key, value,
           arena);
}

void set_common_metadata(Node& object, const TextMap& labels, const TextMap& annotations,
                         Arena& arena) {
  add_texts(object, "labels", labels, arena);
  add_texts(object, "annotations", annotations, arena);
}

void build_kustomization(const KustomizationBuild& build, ResourceSet& out,
                         std::vector<Diagnostic>& warnings) {
  overlays::BuildOptions options = build.options;
  options.restrict_files = false;
  options.reorder = overlays::Reorder::None;
  options.enable_charts = false;
  GenerateInput generate{build.files,    build.folder,     *options.parsed_files,
                         out.arena,      build.filter,     build.ignore_paths,
                         build.left_out, build.source_root};
  options.rewrite_root = [&](overlays::Kustomization& k) {
    rewrite_kustomization(k, build.definition.spec, generate);
  };
  std::vector<Resource> before = std::move(out.resources);
  out.resources.clear();
  try {
    overlays::build(build.files, build.folder, options, out, warnings);
    if (build.definition.spec.post_build) Substituting(build, out).run();
    finish(build.definition, build.masking, out);
  } catch (const Error&) {
    out.resources = std::move(before);
    throw;
  }
  before.insert(before.end(), out.resources.begin(), out.resources.end());
  out.resources = std::move(before);
}

}  // namespace drydock::projects::flux
