#include "plan/defaults.h"

namespace drydock::plan {
namespace {

using schemas::JsonMember;
using schemas::JsonValue;
using schemas::ServerDefault;

/// Follows one row of the table from `depth` on.
void add_default(Node& node, const ServerDefault& row, size_t depth, Arena& arena) {
  std::string_view key = row.path[depth];
  if (key == "[]") {
    for (Node* item : node.elements()) add_default(*item, row, depth + 1, arena);
    return;
  }
  if (!node.is_mapping()) return;
  Node* value = node.find(key);
  bool last = depth + 1 == row.path.size();
  if (last) {
    if (!value) set(arena, node, key, fill_in_json(arena, row.value));
    return;
  }
  if (!value && row.makes_parents && row.path[depth + 1] != "[]") {
    value = fill_in_mapping(arena);
    set(arena, node, key, value);
  }
  if (value) add_default(*value, row, depth + 1, arena);
}

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

void add_rows(Node& root, const KindFacts& facts, bool keys_only, Arena& arena) {
  auto wanted = [&](const ServerDefault& row) {
    return !keys_only || row.path.back() == "protocol";
  };
  for (const ServerDefault& row : facts.defaults->fields) {
    if (wanted(row)) add_default(root, row, 0, arena);
  }
  if (facts.defaults->pod_spec.empty()) return;
  Node* pod = root.find_path(facts.defaults->pod_spec);
  if (!pod || !pod->is_mapping()) return;
  for (const ServerDefault& row : schemas::pod_defaults()) {
    if (wanted(row)) add_default(*pod, row, 0, arena);
  }
}

}  // namespace

void add_defaults(Node& root, const KindFacts& facts, Arena& arena) {
  if (facts.custom_schema) return add_custom(root, *facts.custom_schema, arena);
  if (facts.defaults) add_rows(root, facts, false, arena);
}

void add_key_defaults(Node& root, const KindFacts& facts, Arena& arena) {
  if (facts.defaults) add_rows(root, facts, true, arena);
}

}  // namespace drydock::plan
