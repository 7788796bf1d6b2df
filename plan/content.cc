#include "plan/content.h"

#include <charconv>

#include "core/json/write.h"
#include "schemas/json_value.h"

namespace drydock::plan {
namespace {

using schemas::JsonMember;
using schemas::JsonValue;

constexpr char kFilledIn[] = "!drydock-filled-in";

void take_position(Node& node, const Node* from) {
  if (!from) return;
  node.line = from->line;
  node.column = from->column;
  node.file = from->file;
}

Node* make_literal(Arena& arena, std::string_view json) {
  return make_scalar(arena, json, NodeStyle::Plain);
}

Node* make_text(Arena& arena, std::string_view text) {
  return make_scalar(arena, text, NodeStyle::DoubleQuoted);
}

/// `y: 1` is the key "true" to Go's library, but nobody means that: a switch of quotes around such
/// a key is no change.
std::string_view key_text(const JsonMember& member) {
  bool is_boolean = member.name == "true" || member.name == "false";
  return is_boolean && member.key_node && member.key_node->is_scalar() ? member.key_node->text()
                                                                       : member.name;
}

Node* node_of(const JsonValue& value, Arena& arena) {
  Node* node = nullptr;
  if (value.is_object()) {
    node = make_mapping(arena);
    for (const JsonMember& member : value.members()) {
      Node* key = make_text(arena, key_text(member));
      take_position(*key, member.key_node);
      append(arena, *node, key, node_of(member.value, arena));
    }
  } else if (value.is_array()) {
    node = make_sequence(arena);
    for (const JsonValue& item : value.items()) append(arena, *node, node_of(item, arena));
  } else if (value.is_string()) {
    node = make_text(arena, value.text());
  } else if (value.is_number()) {
    node = make_literal(arena, value.text());
  } else {
    node = make_literal(arena, value.is_null() ? "null" : value.boolean ? "true" : "false");
  }
  take_position(*node, value.node);
  return node;
}

Node* mark(Node* node) {
  node->tag_text = kFilledIn;
  return node;
}

void append_json(std::string& out, const Node& node, bool whole) {
  auto skips = [&](const Node& child) { return !whole && is_filled_in(child); };
  bool first = true;
  if (node.is_mapping()) {
    out += '{';
    for (const NodeEntry& entry : node.pairs()) {
      if (skips(*entry.value)) continue;
      if (!first) out += ',';
      first = false;
      append_json_string(out, entry.key->text(), false);
      out += ':';
      append_json(out, *entry.value, whole);
    }
    out += '}';
  } else if (node.is_sequence()) {
    out += '[';
    for (const Node* item : node.elements()) {
      if (skips(*item)) continue;
      if (!first) out += ',';
      first = false;
      append_json(out, *item, whole);
    }
    out += ']';
  } else if (is_text(node)) {
    append_json_string(out, node.text(), false);
  } else {
    out += node.text();
  }
}

}  // namespace

Node* content_of(const Node& root, YamlDialect dialect, Arena& arena) {
  return node_of(schemas::json_from_node(root, dialect, arena), arena);
}

std::optional<int64_t> integer_of(const Node* node) {
  if (!node || !is_number(*node)) return std::nullopt;
  std::string_view text = node->text();
  int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_filled_in(const Node& node) { return node.tag_text == kFilledIn; }
Node* fill_in_text(Arena& arena, std::string_view text) { return mark(make_text(arena, text)); }
Node* fill_in_literal(Arena& arena, std::string_view json) {
  return mark(make_literal(arena, json));
}
Node* fill_in_mapping(Arena& arena) { return mark(make_mapping(arena)); }
Node* fill_in_sequence(Arena& arena) { return mark(make_sequence(arena)); }

const schemas::DefaultMaker kFillIn = {fill_in_text, fill_in_literal, fill_in_mapping,
                                       fill_in_sequence};

Node* fill_in_json(Arena& arena, std::string_view json) {
  return schemas::make_default(json, kFillIn, arena);
}

Node* fill_in_copy(Arena& arena, const Node& value) {
  Node* copy = deep_copy(arena, value);
  auto mark_all = [](auto&& self, Node& node) -> void {
    mark(&node);
    for (Node* item : node.elements()) self(self, *item);
    for (const NodeEntry& entry : node.pairs()) self(self, *entry.value);
  };
  mark_all(mark_all, *copy);
  return copy;
}

const Node* at_path(const Node* root, std::string_view path) {
  while (root && !path.empty()) {
    size_t dot = std::min(path.find('.'), path.size());
    root = root->find(path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return root;
}

Node* at_path(Node* root, std::string_view path) {
  return const_cast<Node*>(at_path(static_cast<const Node*>(root), path));
}

std::string_view text_at(const Node* root, std::string_view path) {
  const Node* node = at_path(root, path);
  return node && node->is_scalar() && !is_null(*node) ? node->text() : std::string_view();
}

std::string json_of(const Node& node, bool whole) {
  std::string out;
  append_json(out, node, whole);
  return out;
}

}  // namespace drydock::plan
