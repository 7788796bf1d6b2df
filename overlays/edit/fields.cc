#include "overlays/edit/fields.h"

#include <algorithm>
#include <cctype>

#include "core/yaml/edit_text.h"
#include "core/yaml/resolve.h"

namespace drydock::overlays {
namespace {

bool same_name(const Node& key, std::string_view name) {
  auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return key.is_scalar() && std::ranges::equal(key.text(), name, {}, lower, lower);
}

NodeEntry* find_entry(const Node& mapping, std::string_view name) {
  if (!mapping.is_mapping()) return nullptr;
  for (uint32_t i = mapping.size; i-- > 0;) {
    if (same_name(*mapping.entries[i].key, name)) return &mapping.entries[i];
  }
  return nullptr;
}

bool is_null(const Node& node) {
  return node.is_scalar() && resolve_scalar(node, YamlDialect::Sigs).type == ScalarType::Null;
}

/// The mappings that a merge key brings in, the most important one first.
std::vector<Node*> merged_into(const Node& mapping) {
  std::vector<Node*> merged;
  for (const NodeEntry& entry : mapping.pairs()) {
    if (!is_merge_key(*entry.key, YamlDialect::Sigs)) continue;
    if (entry.value->is_mapping()) merged.push_back(entry.value);
    for (Node* item : entry.value->elements()) merged.push_back(item);
  }
  return merged;
}

/// Replaces merge keys by what they bring in.
void expand_merges(Arena& arena, Node& mapping) {
  std::vector<Node*> merged = merged_into(mapping);
  if (merged.empty()) return;
  erase(mapping, "<<");
  for (Node* source : merged) {
    expand_merges(arena, *source);
    for (const NodeEntry& entry : source->pairs()) {
      if (find_entry(mapping, entry.key->text())) continue;
      append(arena, mapping, deep_copy(arena, *entry.key), deep_copy(arena, *entry.value));
    }
  }
}

}  // namespace

Node* field_value(const Node& mapping, std::string_view name) {
  if (const NodeEntry* entry = find_entry(mapping, name)) {
    return is_null(*entry->value) ? nullptr : entry->value;
  }
  for (const Node* source : merged_into(mapping)) {
    if (Node* found = field_value(*source, name)) return found;
  }
  return nullptr;
}

std::string_view text_field(const Node& mapping, std::string_view name) {
  const Node* value = field_value(mapping, name);
  return value ? value->text() : std::string_view();
}

bool true_field(const Node& mapping, std::string_view name) {
  const Node* value = field_value(mapping, name);
  if (!value || !value->is_scalar()) return false;
  ResolvedScalar meaning = resolve_scalar(*value, YamlDialect::Sigs);
  return meaning.type == ScalarType::Bool && meaning.boolean;
}

std::vector<Node*> items_of(const Node& mapping, std::string_view name) {
  const Node* list = field_value(mapping, name);
  if (!list) return {};
  return {list->elements().begin(), list->elements().end()};
}

bool has_item(const Node& mapping, std::string_view list, std::string_view text) {
  return std::ranges::any_of(items_of(mapping, list),
                             [&](const Node* item) { return item->text() == text; });
}

void set_field(Arena& arena, Node& mapping, std::string_view name, Node* value) {
  if (NodeEntry* entry = find_entry(mapping, name)) {
    entry->value = value;
  } else {
    append(arena, mapping, make_yaml_string(arena, name), value);
  }
}

void set_text(Arena& arena, Node& mapping, std::string_view name, std::string_view text) {
  if (text_field(mapping, name) == text && field_value(mapping, name)) return;
  if (text.empty()) return erase_field(arena, mapping, name);
  set_field(arena, mapping, name, make_yaml_string(arena, text));
}

void set_items(Arena& arena, Node& mapping, std::string_view name,
               const std::vector<Node*>& items) {
  if (items.empty()) return erase_field(arena, mapping, name);
  Node* list = make_sequence(arena);
  for (Node* item : items) append(arena, *list, item);
  set_field(arena, mapping, name, list);
}

void add_item(Arena& arena, Node& mapping, std::string_view list, Node* item) {
  std::vector<Node*> items = items_of(mapping, list);
  items.push_back(item);
  set_items(arena, mapping, list, items);
}

void add_text_item(Arena& arena, Node& mapping, std::string_view list, std::string_view text) {
  add_item(arena, mapping, list, make_yaml_string(arena, text));
}

void erase_field(Arena& arena, Node& mapping, std::string_view name) {
  while (NodeEntry* entry = find_entry(mapping, name)) {
    std::rotate(entry, entry + 1, mapping.entries + mapping.size);
    --mapping.size;
  }
  if (!field_value(mapping, name)) return;
  expand_merges(arena, mapping);
  erase_field(arena, mapping, name);
}

Node& mapping_field(Arena& arena, Node& mapping, std::string_view name) {
  Node* value = field_value(mapping, name);
  if (!value || !value->is_mapping()) {
    value = make_mapping(arena);
    set_field(arena, mapping, name, value);
  }
  return *value;
}

Node* make_bool(Arena& arena, bool value) { return make_scalar(arena, value ? "true" : "false"); }

}  // namespace drydock::overlays
