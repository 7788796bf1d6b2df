#include "core/yaml/node.h"

#include <algorithm>
#include <cstring>

namespace drydock {
namespace {

bool has_text(const Node& key, std::string_view text) {
  // Most keys differ in these two already.
  if (key.size != text.size() || !key.is_scalar()) return false;
  return text.empty() || (*key.text_data == text.front() &&
                          std::memcmp(key.text_data, text.data(), text.size()) == 0);
}

template <class T>
T* with_room(Arena& arena, Node& node, T* children) {
  if (node.size < node.capacity) return children;
  uint32_t capacity = std::max<uint32_t>(4, node.capacity * 2);
  T* grown = arena.array<T>(capacity);
  if (node.size > 0) std::memcpy(grown, children, sizeof(T) * node.size);
  node.capacity = capacity;
  return grown;
}

}  // namespace

Node* Node::find(std::string_view key) const {
  auto all = pairs();
  for (size_t i = all.size(); i-- > 0;) {
    if (has_text(*all[i].key, key)) return all[i].value;
  }
  return nullptr;
}

Node* Node::find_path(std::span<const std::string_view> keys) const {
  const Node* node = this;
  for (std::string_view key : keys) {
    node = node->find(key);
    if (!node) return nullptr;
  }
  return const_cast<Node*>(node);
}

std::string_view Node::text_of(std::string_view key) const {
  const Node* value = find(key);
  return value ? value->text() : std::string_view();
}

int Node::underline_length() const {
  if (!is_scalar() || style == NodeStyle::Literal || style == NodeStyle::Folded) return 1;
  int code_points = 0;
  for (char c : text()) {
    if (c == '\n') break;
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++code_points;
  }
  bool quoted = style == NodeStyle::SingleQuoted || style == NodeStyle::DoubleQuoted;
  return std::max(1, code_points + (quoted ? 2 : 0));
}

Node* make_scalar(Arena& arena, std::string_view text, NodeStyle style) {
  Node* node = arena.make<Node>();
  std::string_view copy = arena.copy(text);
  node->style = style;
  node->text_data = copy.data();
  node->size = static_cast<uint32_t>(copy.size());
  return node;
}

Node* make_mapping(Arena& arena) {
  Node* node = arena.make<Node>();
  node->kind = NodeKind::Mapping;
  node->style = NodeStyle::Block;
  return node;
}

Node* make_sequence(Arena& arena) {
  Node* node = make_mapping(arena);
  node->kind = NodeKind::Sequence;
  return node;
}

void append(Arena& arena, Node& sequence, Node* item) {
  sequence.items = with_room(arena, sequence, sequence.items);
  sequence.items[sequence.size++] = item;
}

void append(Arena& arena, Node& mapping, Node* key, Node* value) {
  mapping.entries = with_room(arena, mapping, mapping.entries);
  mapping.entries[mapping.size++] = {key, value};
}

void set(Arena& arena, Node& mapping, std::string_view key, Node* value) {
  for (uint32_t i = mapping.size; i-- > 0;) {
    if (has_text(*mapping.entries[i].key, key)) {
      mapping.entries[i].value = value;
      return;
    }
  }
  append(arena, mapping, make_scalar(arena, key), value);
}

bool erase(Node& mapping, std::string_view key) {
  NodeEntry* end = mapping.entries + mapping.size;
  NodeEntry* kept = std::remove_if(mapping.entries, end,
                                   [&](const NodeEntry& e) { return has_text(*e.key, key); });
  mapping.size = static_cast<uint32_t>(kept - mapping.entries);
  return kept != end;
}

Node* deep_copy(Arena& arena, const Node& node) {
  Node* copy = arena.make<Node>(node);
  copy->shared = false;
  copy->capacity = node.size;
  if (node.is_sequence()) {
    copy->items = arena.array<Node*>(node.size);
    for (uint32_t i = 0; i < node.size; ++i) copy->items[i] = deep_copy(arena, *node.items[i]);
  } else if (node.is_mapping()) {
    copy->entries = arena.array<NodeEntry>(node.size);
    for (uint32_t i = 0; i < node.size; ++i) {
      copy->entries[i] = {deep_copy(arena, *node.entries[i].key),
                          deep_copy(arena, *node.entries[i].value)};
    }
  }
  return copy;
}

}  // namespace drydock
