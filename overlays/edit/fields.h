#pragma once

#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/yaml/node.h"

namespace drydock::overlays {

// The fields of a mapping in a kustomization's file, for edits: names match without regard to case,
// as in Go, and fields that are merged in ("<<") are found, too.

/// The value of a field; null when there is none or it is null.
Node* field_value(const Node& mapping, std::string_view name);
/// Its text; empty when there is none.
std::string_view text_field(const Node& mapping, std::string_view name);
bool true_field(const Node& mapping, std::string_view name);
/// The items of a list; empty when there is none.
std::vector<Node*> items_of(const Node& mapping, std::string_view name);
bool has_item(const Node& mapping, std::string_view list, std::string_view text);

/// Replaces the value of a field under the name it has, or adds it.
void set_field(Arena& arena, Node& mapping, std::string_view name, Node* value);
/// A string; an empty one removes the field, as Go leaves out empty ones.
void set_text(Arena& arena, Node& mapping, std::string_view name, std::string_view text);
/// A list; an empty one removes the field.
void set_items(Arena& arena, Node& mapping, std::string_view name, const std::vector<Node*>& items);
void add_item(Arena& arena, Node& mapping, std::string_view list, Node* item);
void add_text_item(Arena& arena, Node& mapping, std::string_view list, std::string_view text);
void erase_field(Arena& arena, Node& mapping, std::string_view name);
/// The mapping of a field, which is made when missing.
Node& mapping_field(Arena& arena, Node& mapping, std::string_view name);

Node* make_bool(Arena& arena, bool value);

}  // namespace drydock::overlays
