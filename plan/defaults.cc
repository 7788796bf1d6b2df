#include "plan/defaults.h"

namespace drydock::plan {
namespace {

using schemas::JsonMember;
using schemas::JsonValue;

Node* node_of(const JsonValue& value, Arena& arena) {
  if (value.is_object()) {
    Node* node = fill_in_mapping(arena);
    for (const JsonMember& member : value.members()) {
      set(arena, *node, member.name, node_of(member.value, arena));
    }
    return node;
  }
  if (value.is_array()) {
    Node* node = fill_in_sequence(arena);
    for (const JsonValue& item : value.items()) append(arena, *node, node_of(item, arena));
    return node;
  }
  if (value.is_string()) return fill_in_text(arena, value.text());
  if (value.is_number()) return fill_in_literal(arena, value.text());
  return fill_in_literal(arena, value.is_null() ? "null" : value.boolean ? "true" : "false");
}

/// As the server defaults by a structural schema: members that are missing.
void add_custom(Node& node, const JsonValue& schema, Arena& arena) {
  if (node.is_sequence()) {
    const JsonValue* items = schema.find("items");
    if (!items || !items->is_object()) return;
    for (Node* item : node.elements()) add_custom(*item, *items, arena);
    return;
  }
  if (!node.is_mapping()) return;
  const JsonValue* properties = schema.find("properties");
  for (const JsonMember& property :
       properties ? properties->members() : std::span<const JsonMember>()) {
    const JsonValue* otherwise = property.value.find("default");
    if (otherwise && !node.find(property.name)) {
      set(arena, node, property.name, node_of(*otherwise, arena));
    }
    Node* value = node.find(property.name);
    if (value) add_custom(*value, property.value, arena);
  }
  const JsonValue* others = schema.find("additionalProperties");
  if (!others || !others->is_object()) return;
  for (const NodeEntry& entry : node.pairs()) {
    if (!properties || !properties->find(entry.key->text())) {
      add_custom(*entry.value, *others, arena);
    }
  }
}

}  // namespace

void add_defaults(Node& root, const KindFacts& facts, Arena& arena) {
  if (facts.custom_schema) return add_custom(root, *facts.custom_schema, arena);
  if (facts.defaults) schemas::fill_defaults(root, *facts.defaults, kFillIn, arena);
}

void add_key_defaults(Node& root, const KindFacts& facts, Arena& arena) {
  if (facts.defaults) schemas::fill_defaults(root, *facts.defaults, kFillIn, arena, true);
}

}  // namespace drydock::plan
