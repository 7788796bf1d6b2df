#include "overlays/generators/config_map.h"

#include <algorithm>

#include "core/base_encoding.h"
#include "core/error.h"
#include "core/unicode.h"
#include "overlays/generators/key_values.h"

namespace drydock::overlays {
namespace {

Node* new_text(std::string_view text, const Node* origin, Context& context) {
  bool many_lines = text.find('\n') != text.npos;
  return make_scalar_from(context.arena, text, origin,
                          many_lines ? NodeStyle::Literal : NodeStyle::DoubleQuoted);
}

Node* mapping_under(Node& parent, std::string_view key, Context& context) {
  if (Node* known = parent.find(key)) return known;
  Node* mapping = make_mapping(context.arena);
  set(context.arena, parent, key, mapping);
  return mapping;
}

void set_field(Node& mapping, std::string_view key, Node* value, Context& context) {
  append(context.arena, mapping, make_scalar_from(context.arena, key, value), value);
}

void add_texts(Node& metadata, std::string_view field, TextMap texts, Context& context) {
  if (texts.empty()) return;
  Node* mapping = mapping_under(metadata, field, context);
  for (const TextPair& text : texts) {
    set_field(*mapping, text.key, new_text(text.value.value, text.value.node, context), context);
  }
}

Node* make_base(std::string_view kind, const GeneratorConfig& config, Context& context) {
  if (config.name.empty()) {
    fail("overlay-generator", "a generator needs a `name`",
         config.node ? config.node->where() : SourcePos());
  }
  Arena& arena = context.arena;
  Node* root = make_mapping(arena);
  if (config.node) {
    root->file = config.node->file;
    root->line = config.node->line;
    root->column = config.node->column;
  }
  set_field(*root, "apiVersion", make_scalar_from(arena, "v1", config.node), context);
  set_field(*root, "kind", make_scalar_from(arena, kind, config.node), context);
  Node* metadata = mapping_under(*root, "metadata", context);
  set_field(*metadata, "name", new_text(config.name, config.name.node, context), context);
  if (!config.namespace_name.empty()) {
    set_field(*metadata, "namespace",
              new_text(config.namespace_name, config.namespace_name.node, context), context);
  }
  return root;
}

Object& finish(Node* root, const GeneratorConfig& config, Context& context) {
  Object& object = context.new_object(root);
  object.notes.is_generated = true;
  object.notes.behavior = behavior_named(config.behavior);
  object.notes.needs_hash = !config.options || !config.options->disable_name_suffix_hash;
  if (!config.options) return object;
  Node* metadata = root->find("metadata");
  add_texts(*metadata, "labels", config.options->labels, context);
  add_texts(*metadata, "annotations", config.options->annotations, context);
  if (config.options->immutable) {
    set_field(*root, "immutable", make_scalar_from(context.arena, "true", config.options->node),
              context);
  }
  return object;
}

void override_texts(TextMap& own, const TextMap& general) {
  for (const TextPair& pair : general) {
    bool has = std::any_of(own.begin(), own.end(), [&](const TextPair& known) {
      return known.key.value == pair.key.value;
    });
    if (!has) own.push_back(pair);
  }
}

}  // namespace

std::string encode_wrapped_base64(std::string_view bytes) {
  constexpr size_t kLine = 70;
  std::string text = encode_base64(bytes);
  if (text.size() <= kLine) return text;
  std::string wrapped;
  for (size_t at = 0; at < text.size(); at += kLine) {
    wrapped.append(text, at, kLine).append("\n");
  }
  return wrapped;
}

Object& generate_config_map(const GeneratorConfig& config, Context& context) {
  Node* root = make_base("ConfigMap", config, context);
  for (const KeyValue& pair : read_key_values(config, context)) {
    bool is_text = is_valid_utf8(pair.value);
    Node* mapping = mapping_under(*root, is_text ? "data" : "binaryData", context);
    std::string encoded = is_text ? std::string() : encode_wrapped_base64(pair.value);
    set_field(*mapping, pair.key,
              new_text(is_text ? pair.value : std::string_view(encoded), pair.node, context),
              context);
  }
  return finish(root, config, context);
}

Object& generate_secret(const GeneratorConfig& config, Context& context) {
  Node* root = make_base("Secret", config, context);
  std::string_view type = config.type.empty() ? "Opaque" : config.type.value;
  const Node* origin = config.type.node ? config.type.node : config.node;
  set_field(*root, "type", new_text(type, origin, context), context);
  Node* data = mapping_under(*root, "data", context);
  for (const KeyValue& pair : read_key_values(config, context)) {
    set_field(*data, pair.key, new_text(encode_wrapped_base64(pair.value), pair.node, context),
              context);
  }
  return finish(root, config, context);
}

std::optional<GeneratorOptions> merge_options(std::optional<GeneratorOptions> own,
                                              const std::optional<GeneratorOptions>& general) {
  if (!general) return own;
  if (!own) own.emplace();
  if (!own->node) own->node = general->node;
  override_texts(own->labels, general->labels);
  override_texts(own->annotations, general->annotations);
  own->disable_name_suffix_hash |= general->disable_name_suffix_hash;
  own->immutable |= general->immutable;
  return own;
}

}  // namespace drydock::overlays
