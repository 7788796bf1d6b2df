#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "overlays/build.h"
#include "overlays/context.h"
#include "overlays/kustomization.h"
#include "overlays/loader.h"
#include "overlays/merge/comment_schemas.h"
#include "overlays/object_list.h"
#include "overlays/transformer_config.h"
#include "overlays/vars.h"
#include "schemas/json_value.h"
#include "schemas/merge_schema.h"

namespace drydock::overlays {

/// What all kustomizations of one build share.
struct BuildState {
  BuildState(const BuildOptions& given, ResourceSet& set, std::vector<Diagnostic>& found)
      : options(given),
        arena(set.arena),
        texts(set.texts),
        warnings(found),
        comment_schemas(set.arena) {}

  const BuildOptions& options;
  Arena& arena;
  std::deque<SourceFile>& texts;
  std::vector<Diagnostic>& warnings;
  std::deque<Object> objects;
  std::unordered_map<const SourceFile*, LineIndex> line_indexes;
  CommentSchemas comment_schemas;
  std::deque<TransformerConfig> configs;  // those that differ from kustomize's own

  // The first kustomization that names a document or version decides for the whole build.
  schemas::MergeSchemas built_in_schemas;
  std::optional<schemas::JsonValue> schema_document;
  std::optional<schemas::MergeSchemas> named_schemas;
  bool schemas_are_set = false;

  const schemas::MergeSchemas& schemas() const {
    return named_schemas ? *named_schemas : built_in_schemas;
  }
};

/// What a kustomization and its bases gave so far: kustomize's ResAccumulator.
struct Accumulated {
  explicit Accumulated(const BuildState& state) : objects(state.schemas()) {}

  ObjectList objects;
  const TransformerConfig* config = nullptr;  // null: nothing yet
  VarSet vars;
};

/// One kustomization or component at work: reads what it names, generates, patches, in kustomize's
/// order from top to bottom.
class Target {
 public:
  /// Reads the kustomization of the loader's folder. Throws Error.
  Target(BuildState& state, std::unique_ptr<Loader> loader);

  const Kustomization& kustomization() const { return k_; }
  /// The whole, with hashes and references: for the kustomization that a build begins with.
  Accumulated build();

 private:
  using Transform = std::function<void(ObjectList&)>;

  Target(BuildState& state, std::unique_ptr<Loader> loader, const Target& parent,
         std::optional<Origin> origin);

  void read();
  void read_root();
  void use_openapi();
  void accumulate(Accumulated& into);

  // Files, bases and components: target.cc.
  void accumulate_resources(Accumulated& into, const std::vector<Text>& paths);
  void accumulate_file(Accumulated& into, const Text& path);
  void accumulate_folder(Accumulated& into, const Text& path, bool is_component);
  void merge(Accumulated& into, Accumulated&& other, const Text& path);
  void merge_config(Accumulated& into, const TransformerConfig& config);
  void read_configurations(Accumulated& into);

  // Fields that generate and transform: target_fields.cc.
  void run_generators(Accumulated& into);
  void run_transformers(Accumulated& into);
  void run_patches(ObjectList& objects);
  void run_names(ObjectList& objects, const TransformerConfig& config);
  void run_labels(ObjectList& objects, const TransformerConfig& config);
  void run_values(ObjectList& objects, const TransformerConfig& config);
  void run(ObjectList& objects, std::string_view plugin, const Transform& transform);
  void run_from(ObjectList& objects, const std::optional<Origin>& origin,
                const Transform& transform);
  void absorb(Accumulated& into, std::span<Object* const> made,
              const std::optional<Origin>& origin);
  std::vector<Object*> inflate(ChartConfig chart, bool is_plugin);

  // Plugin configurations: plugins.cc.
  std::vector<Object*> read_plugins(const std::vector<Text>& entries);
  void run_generator_plugins(Accumulated& into);
  void run_transformer_plugins(ObjectList& objects);
  void run_validators(ObjectList& objects);
  std::vector<Object*> generate(const Object& plugin);
  Transform make_transform(const Object& plugin);

  std::optional<Origin> origin_below(std::string_view path) const;
  std::optional<Origin> builtin_origin(std::string_view plugin) const;

  BuildState& state_;
  std::unique_ptr<Loader> loader_;
  Context context_;
  Kustomization k_;
  std::string_view file_name_;
  std::optional<Origin> origin_;      // only when the build's root asks for metadata
  std::string_view chart_namespace_;  // of the overlays above, for charts that name none
};

}  // namespace drydock::overlays
