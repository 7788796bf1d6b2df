#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/suggest.h"
#include "overlays/config_fields.h"
#include "overlays/field_specs.h"
#include "overlays/generators/config_map.h"
#include "overlays/generators/iam_policy.h"
#include "overlays/name_hash.h"
#include "overlays/path_text.h"
#include "overlays/plugin_names.h"
#include "overlays/read_objects.h"
#include "overlays/target.h"
#include "overlays/transforms/images.h"
#include "overlays/transforms/labels.h"
#include "overlays/transforms/name_affix.h"
#include "overlays/transforms/namespace.h"
#include "overlays/transforms/patches.h"
#include "overlays/transforms/replacements.h"
#include "overlays/transforms/replicas.h"
#include "overlays/transforms/value_add.h"

namespace drydock::overlays {
namespace {

using Transform = std::function<void(ObjectList&)>;

constexpr std::string_view kGenerators[] = {"ConfigMapGenerator", "HelmChartInflationGenerator",
                                            "IAMPolicyGenerator", "SecretGenerator"};

template <class Config>
Config decode(
    const Object& plugin, Context& context,
    std::span<const FieldRow<Config>> rows = fields_of(static_cast<const Config*>(nullptr))) {
  Config config;
  Decoder decoder(context.arena, Decoder::Mode::Plugin, plugin.kind());
  decoder.read_object("", *plugin.root, config, rows);
  return config;
}

/// Most transforms: one configuration, one function.
template <class Config>
Transform make(const Object& plugin, Context& context) {
  return [config = decode<Config>(plugin, context), &context](ObjectList& objects) {
    apply(objects, config, context);
  };
}

void check_has_fields(const Object& plugin) {
  const Node* specs = plugin.root->find("fieldSpecs");
  if (specs && !is_null(specs)) return;
  fail("overlay-plugin",
       fmt::format("the {} `{}` needs `fieldSpecs` (fieldSpecs is not expected to be nil)",
                   plugin.kind(), plugin.name()),
       plugin.defined_at);
}

Transform make_prefix(const Object& plugin, Context& context) {
  check_has_fields(plugin);
  return [config = decode<NameAffixConfig>(plugin, context, prefix_fields()),
          &context](ObjectList& objects) { apply_prefix(objects, config, context); };
}

Transform make_suffix(const Object& plugin, Context& context) {
  check_has_fields(plugin);
  return [config = decode<NameAffixConfig>(plugin, context, suffix_fields()),
          &context](ObjectList& objects) { apply_suffix(objects, config, context); };
}

Transform make_prefix_and_suffix(const Object& plugin, Context& context) {
  return [prefix = make_prefix(plugin, context),
          suffix = make_suffix(plugin, context)](ObjectList& objects) {
    prefix(objects);
    suffix(objects);
  };
}

Transform make_hash(const Object&, Context& context) {
  return [&context](ObjectList& objects) { add_hashes(objects, context); };
}

struct TransformerKind {
  std::string_view name;
  Transform (*make)(const Object& plugin, Context& context);
};

constexpr TransformerKind kTransformers[] = {
    {"AnnotationsTransformer", make<AnnotationConfig>},
    {"HashTransformer", make_hash},
    {"ImageTagTransformer", make<ImageConfig>},
    {"LabelTransformer", make<LabelConfig>},
    {"NamespaceTransformer", make<NamespaceConfig>},
    {"PatchJson6902Transformer", make<JsonPatchConfig>},
    {"PatchStrategicMergeTransformer", make<StrategicPatchConfig>},
    {"PatchTransformer", make<PatchConfig>},
    {"PrefixSuffixTransformer", make_prefix_and_suffix},
    {"PrefixTransformer", make_prefix},
    {"ReplacementTransformer", make<ReplacementConfig>},
    {"ReplicaCountTransformer", make<ReplicaConfig>},
    {"SuffixTransformer", make_suffix},
    {"ValueAddTransformer", make<ValueAddConfig>},
};

[[noreturn]] void fail_kind(const Object& plugin, std::string_view wanted) {
  std::vector<std::string_view> known(std::begin(kGenerators), std::end(kGenerators));
  for (const TransformerKind& kind : kTransformers) known.push_back(kind.name);
  const Node* kind = plugin.root->find("kind");
  fail("overlay-plugin",
       fmt::format("`{}` is no built-in {}{}", plugin.kind(), wanted,
                   did_you_mean(plugin.kind(), known)),
       kind ? kind->where() : plugin.defined_at);
}

void check_builtin(const Object& plugin) {
  if (plugin.api_version() == "builtin") return;
  const Node* version = plugin.root->find("apiVersion");
  fail("overlay-plugin",
       fmt::format("the {} `{}` is a program or container, which are never run; built-in plugins "
                   "have apiVersion `builtin`",
                   plugin.kind(), plugin.name()),
       version ? version->where() : plugin.defined_at);
}

/// The transformations of a plugin are printed with where its configuration came from.
std::optional<Origin> origin_of_plugin(const Object& plugin) {
  if (!plugin.origin) return std::nullopt;
  Origin origin;
  origin.repo = plugin.origin->repo;
  origin.ref = plugin.origin->ref;
  origin.configured_in = plugin.origin->path;
  origin.api_version = plugin.api_version();
  origin.kind = plugin.kind();
  origin.name = plugin.name();
  origin.namespace_name = plugin.namespace_name();
  return origin;
}

bool same_nodes(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.style != b.style || a.size != b.size || a.file != b.file ||
      a.line != b.line || a.column != b.column || a.text() != b.text()) {
    return false;
  }
  for (size_t i = 0; i < a.elements().size(); ++i) {
    if (!same_nodes(*a.elements()[i], *b.elements()[i])) return false;
  }
  for (size_t i = 0; i < a.pairs().size(); ++i) {
    if (!same_nodes(*a.pairs()[i].key, *b.pairs()[i].key) ||
        !same_nodes(*a.pairs()[i].value, *b.pairs()[i].value)) {
      return false;
    }
  }
  return true;
}

/// What a validator finds and must leave.
struct Snapshot {
  Object* object;
  const Node* root;
  size_t previous_ids;

  bool is_unchanged() const {
    return object->root && same_nodes(*root, *object->root) &&
           object->notes.previous.size() == previous_ids;
  }
};

constexpr auto kPluginNames = [] {
  std::array<std::string_view, std::size(kGenerators) + std::size(kTransformers)> names;
  size_t count = 0;
  for (std::string_view name : kGenerators) names[count++] = name;
  for (const TransformerKind& kind : kTransformers) names[count++] = kind.name;
  return names;
}();

}  // namespace

std::span<const std::string_view> builtin_plugins() { return kPluginNames; }

std::vector<Object*> Target::read_plugins(const std::vector<Text>& entries) {
  Accumulated plugins(state_);
  std::vector<Text> paths;
  for (const Text& entry : entries) {
    if (is_surely_a_path(entry.value)) {
      paths.push_back(entry);
      continue;
    }
    std::vector<Object*> read;
    try {
      read = read_objects(*entry.node, context_);
    } catch (const Error&) {
      if (entry.value.find('\n') != entry.value.npos) throw;
      paths.push_back(entry);
      continue;
    }
    std::optional<Origin> origin = origin_below(file_name_);
    for (Object* object : read) {
      if (origin) object->origin = origin;
      plugins.objects.append(*object);
    }
  }
  accumulate_resources(plugins, paths);
  std::span<Object* const> all = plugins.objects.all();
  return {all.begin(), all.end()};
}

std::vector<Object*> Target::generate(const Object& plugin) {
  check_builtin(plugin);
  std::string_view kind = plugin.kind();
  if (kind == "ConfigMapGenerator" || kind == "SecretGenerator") {
    auto config = decode<GeneratorConfig>(plugin, context_, generator_plugin_fields());
    return {kind == "SecretGenerator" ? &generate_secret(config, context_)
                                      : &generate_config_map(config, context_)};
  }
  if (kind == "IAMPolicyGenerator") {
    return {&generate_iam_policy(decode<IamPolicyConfig>(plugin, context_), plugin, context_)};
  }
  if (kind == "HelmChartInflationGenerator") {
    return inflate(decode<ChartConfig>(plugin, context_, chart_plugin_fields()), true);
  }
  fail_kind(plugin, "generator");
}

void Target::run_generator_plugins(Accumulated& into) {
  for (const Object* plugin : read_plugins(k_.generators)) {
    absorb(into, generate(*plugin), origin_of_plugin(*plugin));
  }
}

Target::Transform Target::make_transform(const Object& plugin) {
  check_builtin(plugin);
  for (const TransformerKind& kind : kTransformers) {
    if (kind.name == plugin.kind()) return kind.make(plugin, context_);
  }
  fail_kind(plugin, "transformer");
}

void Target::run_transformer_plugins(ObjectList& objects) {
  std::vector<std::pair<std::optional<Origin>, Transform>> transforms;
  for (const Object* plugin : read_plugins(k_.transformers)) {
    transforms.emplace_back(origin_of_plugin(*plugin), make_transform(*plugin));
  }
  for (const auto& [origin, transform] : transforms) run_from(objects, origin, transform);
}

void Target::run_validators(ObjectList& objects) {
  for (const Object* plugin : read_plugins(k_.validators)) {
    std::vector<Snapshot> before;
    for (Object* object : objects.all()) {
      before.push_back(
          {object, deep_copy(state_.arena, *object->root), object->notes.previous.size()});
    }
    make_transform (*plugin)(objects);
    bool same = objects.size() == before.size() &&
                std::all_of(before.begin(), before.end(),
                            [](const Snapshot& snapshot) { return snapshot.is_unchanged(); });
    if (same) continue;
    fail("overlay-validator",
         fmt::format("the validator {} `{}` changes objects", plugin->kind(), plugin->name()),
         plugin->defined_at);
  }
}

}  // namespace drydock::overlays
