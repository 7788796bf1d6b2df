#include "validate/field_paths.h"

#include <algorithm>
#include <iterator>

#include "core/go_number.h"

namespace drydock::validate {
namespace {

std::string unescape_token(std::string_view token) {
  std::string out;
  for (size_t i = 0; i < token.size(); ++i) {
    bool escaped = token[i] == '~' && i + 1 < token.size();
    out += !escaped ? token[i] : token[++i] == '1' ? '/' : '~';
  }
  return out;
}

const Node* child(const Node& node, const PathToken& token) {
  if (!token.is_item) return node.find(token.key);
  return token.index < node.elements().size() ? node.elements()[token.index] : nullptr;
}

}  // namespace

std::string joined_field(std::string_view field, std::string_view key) {
  return field.empty() ? std::string(key) : fmt::format("{}.{}", field, key);
}

void FieldStep::enter_key(std::string_view key) {
  if (!path_.empty()) path_ += '.';
  path_ += key;
}

void FieldStep::enter_item(size_t index) {
  fmt::format_to(std::back_inserter(path_), "[{}]", index);
}

std::vector<PathToken> pointer_tokens(const Node& root, std::string_view pointer) {
  std::vector<PathToken> tokens;
  const Node* node = &root;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    size_t slash = std::min(pointer.find('/'), pointer.size());
    PathToken token{unescape_token(pointer.substr(0, slash))};
    pointer.remove_prefix(slash);
    if (node && node->is_sequence()) {
      auto index = parse_go_uint(token.key);
      token.is_item = index.ok();
      token.index = index.value;
    }
    node = node ? child(*node, token) : nullptr;
    tokens.push_back(std::move(token));
  }
  return tokens;
}

std::string field_of(const std::vector<PathToken>& tokens) {
  std::string field;
  for (const PathToken& token : tokens) {
    if (token.is_item) {
      field += fmt::format("[{}]", token.index);
    } else {
      field = joined_field(field, token.key);
    }
  }
  return field;
}

const Node* node_at(const Node& root, const std::vector<PathToken>& tokens) {
  const Node* node = &root;
  for (const PathToken& token : tokens) {
    const Node* next = child(*node, token);
    if (!next) break;
    node = next;
  }
  return node;
}

}  // namespace drydock::validate
