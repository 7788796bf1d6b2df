#include "projects/flux/node_text.h"

#include "core/json/write.h"

namespace drydock::projects::flux {
namespace {

void append_node(std::string& text, const Node& node) {
  if (node.is_scalar()) {
    // Where quotes decide the type they are part of the value.
    text += node.style == NodeStyle::Plain ? '=' : '"';
    if (node.tag_text) text += node.tag_text;
    return append_json_string(text, node.text(), false);
  }
  text += node.is_sequence() ? '[' : '{';
  for (const Node* item : node.elements()) append_node(text, *item);
  for (const NodeEntry& entry : node.pairs()) {
    append_node(text, *entry.key);
    append_node(text, *entry.value);
  }
  text += node.is_sequence() ? ']' : '}';
}

}  // namespace

std::string node_text(const Node& node) {
  std::string text;
  append_node(text, node);
  return text;
}

}  // namespace drydock::projects::flux
