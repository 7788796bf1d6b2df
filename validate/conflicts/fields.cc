#include "validate/conflicts/fields.h"

#include "core/kinds.h"

namespace drydock::validate {

const Node* field(const Node* node, std::initializer_list<std::string_view> keys) {
  for (std::string_view key : keys) {
    if (!node) return nullptr;
    node = node->find(key);
  }
  return node;
}

std::span<Node* const> items(const Node* node) {
  return node ? node->elements() : std::span<Node* const>();
}

std::string_view text_at(const Node* node, std::initializer_list<std::string_view> keys) {
  const Node* found = field(node, keys);
  return found ? found->text() : std::string_view();
}

std::string_view annotation(const Resource& resource, std::string_view name) {
  return text_at(resource.root, {"metadata", "annotations", name});
}

bool is_kind(const Resource& resource, std::string_view group, std::string_view kind) {
  return resource.gvk.kind == kind && current_group(resource.gvk.group, kind) == group;
}

std::string_view or_default(std::string_view text, std::string_view fallback) {
  return text.empty() ? fallback : text;
}

std::vector<std::string_view> comma_list(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  std::vector<std::string_view> words;
  while (!text.empty()) {
    size_t comma = std::min(text.find(','), text.size());
    std::string_view word = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    size_t begin = word.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) continue;
    words.push_back(word.substr(begin, word.find_last_not_of(kSpace) + 1 - begin));
  }
  return words;
}

}  // namespace drydock::validate
